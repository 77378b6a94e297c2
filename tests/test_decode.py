"""Decoding: the order of evidence, labels, detection, damage, and what is refused."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from stripper.errors import NotAPageError
from stripper.html.decode import decode, to_utf8
from stripper.html.refuse import MAGIC, refuse

GERMAN = "Über den Wäldern lag Nebel, und die Straße war naß. "
FRENCH = "L'été dernier, où étiez-vous ? À la fenêtre, ça va, là-bas. "
SPANISH = "¿Qué pasó ayer en la montaña? El niño comió más de la cuenta. "
POLISH = "Żółw mieszka w źródle, a gęś chodzi ścieżką wśród łąk i pól. "
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy, řekl děda včera večer. "
HUNGARIAN = "Árvíztűrő tükörfúrógép: a nő fölment az erdő szélén a hűvösbe. "
TURKISH = "Dağın başında güneş doğdu, çocuklar ırmağa koştu, şarkı söyledi. "
RUSSIAN = "Вчера вечером над городом прошёл сильный дождь, и улицы опустели. "
GREEK = "Χθες το βράδυ έβρεξε πολύ στην πόλη και οι δρόμοι άδειασαν νωρίς. "
HEBREW = "אמש ירד גשם כבד בעיר והרחובות התרוקנו מוקדם מן הרגיל. "
ARABIC = "هطلت أمس أمطار غزيرة على المدينة وخلت الشوارع من المارة باكرا. "
CHINESE = "昨天晚上这座城市下了一场大雨，街道上很早就没有人了。"
TAIWANESE = "昨天晚上這座城市下了一場大雨，街道上很早就沒有人了。"
JAPANESE = "昨日の夜、この町では大雨が降り、通りには早くから人影がなかった。"
KOREAN = "어젯밤 이 도시에는 큰비가 내려 거리에 일찍부터 사람이 없었다. "

UNDECLARED = [
    (GERMAN, "cp1252"),
    (FRENCH, "cp1252"),
    (SPANISH, "cp1252"),
    (POLISH, "cp1250"),
    (POLISH, "iso8859-2"),
    (CZECH, "cp1250"),
    (CZECH, "iso8859-2"),
    (HUNGARIAN, "cp1250"),
    (TURKISH, "cp1254"),
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8-r"),
    (GREEK, "cp1253"),
    (HEBREW, "cp1255"),
    (ARABIC, "cp1256"),
    (CHINESE, "gb18030"),
    (TAIWANESE, "big5"),
    (JAPANESE, "cp932"),
    (JAPANESE, "euc_jp"),
    (KOREAN, "cp949"),
]


def page(text: str, charset: str = "") -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    script = "<script>if (a < b) { say('plain words that are no evidence at all'); }</script>"
    return f"<html><head>{meta}<title>News</title>{script}</head><body><p class='lead'>{text * 4}</p></body></html>"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("the Writer\x92s page \x96 it rained\x85", "the Writer’s page – it rained…"),
        ("rain â\x80\x94 and snow", "rain — and snow"),
        ("â\x80\x9cRainâ\x80\x9d", "“Rain”"),
        ("â€œRainâ€\x9d ", "â€œRain” "),  # only what has a control character is surely mangled
        ("Ð\x94Ð¾Ð¶Ð´Ñ\x8c", "Дождь"),
        ("it rained ð\x9f\x8c\xa7", "it rained \U0001f327"),
        ("Â\x93RainÂ\x94", "“Rain”"),
        ("à \x80\x99 â\x80", "à €™ â€"),
        ("no character\x81 of its own\x9d", "no character of its own"),
        ("Ã© â€” naïve", "Ã© â€” naïve"),
    ],
)
def test_control_characters_are_what_was_meant(written: str, meant: str) -> None:
    assert decode(page(written).encode()) == page(meant)
    assert to_utf8(page(written)) == page(meant).encode()


def test_a_text_of_control_characters_takes_no_longer_than_its_length_tells() -> None:
    assert decode("â\x80\x94".encode() * 100_000) == "—" * 100_000
    assert decode("ð\x80".encode() * 100_000) == "ð€" * 100_000


@pytest.mark.parametrize(("text", "codec"), UNDECLARED)
def test_undeclared_legacy_text_is_recovered(text: str, codec: str) -> None:
    assert decode(page(text).encode(codec)) == page(text)


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("iso-8859-1", "cp1252", "“Straße” – 5 €"),
        ("ISO8859-9", "cp1254", TURKISH),
        ("gb2312", "gb18030", CHINESE + "镕"),
        ("x-sjis", "cp932", JAPANESE + "①"),
        ("shift_jis", "cp932", JAPANESE),
        ("EUC-JP", "euc_jp", JAPANESE),
        ("ks_c_5601-1987", "cp949", KOREAN + "똠"),
        ("big5", "big5", TAIWANESE),
        ("iso-8859-11", "cp874", "สวัสดีชาวโลก"),
        ("windows-1251", "cp1251", RUSSIAN),
        ("iso-2022-jp", "iso2022_jp", JAPANESE),
        ("macintosh", "mac-roman", GERMAN),
    ],
)
def test_labels_mean_what_the_standard_says(label: str, codec: str, text: str) -> None:
    data = page(text, label).encode(codec)
    assert text in decode(data)
    assert text in decode(page(text).encode(codec), f"text/html; charset={label}")
    assert text in decode(page(text).encode(codec), label)


def test_valid_utf8_overrules_a_false_declaration() -> None:
    for label in ("iso-8859-1", "windows-1251", "gb2312", "utf-16"):
        assert decode(page(GERMAN, label).encode()) == page(GERMAN, label)
    assert decode(page("© 2020 ", "gb2312").encode()) == page("© 2020 ", "gb2312")


def test_a_few_bytes_that_are_utf8_by_chance_are_read_as_declared() -> None:
    data = "<meta charset=gbk><p>模".encode("gbk")
    assert data.decode("utf-8").endswith("ģ")
    assert decode(data).endswith("模")
    assert decode(data.replace(b"gbk", b"utf-8")).endswith("ģ")
    assert decode(data * 16) == data.decode("utf-8") * 16


def test_http_comes_before_meta_and_mark_before_both() -> None:
    data = page(RUSSIAN, "koi8-r").encode("cp1251")
    assert RUSSIAN in decode(data, 'text/html; charset="windows-1251"')
    assert decode(b"\xef\xbb\xbf" + page(GERMAN).encode(), "text/html; charset=koi8-r") == page(GERMAN)


def test_a_false_latin_label_is_not_believed() -> None:
    assert RUSSIAN in decode(page(RUSSIAN, "iso-8859-1").encode("cp1251"))
    assert CHINESE in decode(page(CHINESE, "windows-1252").encode("gb18030"))


def test_a_declaration_that_does_not_fit_falls_through() -> None:
    assert RUSSIAN in decode(page(RUSSIAN, "utf-8").encode("cp1251"))
    assert GERMAN in decode(page(GERMAN, "utf-8").encode("cp1252"), "text/html; charset=nonsense")


@pytest.mark.parametrize("codec", ["utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_utf16_and_utf32(codec: str) -> None:
    assert decode(page(RUSSIAN, "utf-16").encode(codec)) == page(RUSSIAN, "utf-16")


def test_damaged_bytes_become_replacement_characters() -> None:
    data = page(GERMAN, "utf-8").encode().replace("ß".encode(), b"\xff", 1)
    assert decode(data) == page(GERMAN, "utf-8").replace("ß", "\ufffd", 1)
    cut = page(CHINESE, "gb2312").encode("gb18030").replace(b"</p>", b"\xd0</p>")
    assert CHINESE in decode(cut)


def test_characters_that_xml_forbids_vanish_and_words_stay_apart() -> None:
    assert decode(b"a\0b\x01c\x0bd\x1fe\tf") == "abc d e\tf"
    assert decode("a\uffffb\ufffec".encode()) == "abc"
    assert to_utf8("a\ud83d\ude00b\ud800c\0") == "a😀b\ufffdc".encode()


def test_utf8_is_handed_on_as_it_is() -> None:
    data = page(GREEK).encode() * 100
    assert to_utf8(data) is data


def test_python_codecs_that_the_web_has_not_are_no_labels() -> None:
    for label in ("utf-7", "punycode", "unicode_escape", "rot13", "hex", "\0", "ü", "x" * 99):
        assert decode(page(GERMAN, label.replace("\0", "")).encode("cp1252"), f"text/html; charset={label}")


def test_nothing_that_is_not_refused_raises() -> None:
    dice = random.Random(0)
    for size in (0, 1, 2, 3, 5, 50, 500):
        for _ in range(20):
            with suppress(NotAPageError):
                text = decode(b"<" + dice.randbytes(size), dice.choice([None, "big5", "utf-16"]))
                text.encode("utf-8")


@pytest.mark.parametrize(
    "content_type", [None, "text/html; charset=utf-8", "text/html; charset=windows-1251"]
)
def test_what_is_no_text_is_refused(content_type: str | None) -> None:
    dice = random.Random(0)
    for size in (500, 5_000, 50_000):
        with pytest.raises(NotAPageError, match=r"^this is binary data, not an HTML page$"):
            decode(dice.randbytes(size), content_type)


def test_a_page_may_hold_a_few_control_characters() -> None:
    text = page(GERMAN * 9).replace("<p>", "\x01\x02\x1e<p>")
    assert decode(text.encode("cp1252") + b"\0" * 999) == decode(text.encode())


@pytest.mark.parametrize(("magic", "kind"), MAGIC.items())
def test_what_is_not_a_page_is_refused_by_name(magic: bytes, kind: str) -> None:
    with pytest.raises(NotAPageError) as caught:
        decode(magic + b"\0\1\2 some more")
    assert kind.split(":")[0] in str(caught.value)


def test_the_messages_read_well() -> None:
    with pytest.raises(NotAPageError, match=r"^this is a PDF document, not an HTML page$"):
        refuse(b"\r\n%PDF-1.7\n")
    with pytest.raises(
        NotAPageError, match=r"^this is gzip-compressed data, not an HTML page: decompress it first$"
    ):
        refuse(b"\x1f\x8b\x08\0")
    with pytest.raises(NotAPageError, match="WebP image"):
        refuse(b"RIFF\x24\0\0\0WEBPVP8 ")
    with pytest.raises(NotAPageError, match="a tar archive"):
        refuse(b"page.html".ljust(257, b"\0") + b"ustar\0" + b"00")
    with pytest.raises(NotAPageError, match="MP4"):
        refuse(b"\0\0\0\x18ftypmp42")
    for pdf in (
        "%PDF-1.4 read as text",
        "\ufeff%PDF-1.4",
        b"\xef\xbb\xbf%PDF-1.4",
        b"\xef\xbb\xbf\r\n%PDF-1.4",
    ):
        with pytest.raises(NotAPageError, match="PDF"):
            to_utf8(pdf)


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\2\0\0\0", "a BMP image"),
        (b"CWS\x0a\x21\x0a\x01\0x\xda", "a Flash film"),
        (b"070701" + b"0001A4B6" * 13 + b"page.html\0", "a cpio archive"),
        (b"070707" + b"0000123" * 10 + b"page.html\0", "a cpio archive"),
        (b"\xcf\xfa\xed\xfe\x07\0\0\x01\x03\0\0\0", "an executable"),
        (b"\xfe\xed\xfa\xce\0\0\0\x12", "an executable"),
        (b"\xca\xfe\xba\xbe\0\0\0\x02", "an executable"),
    ],
)
def test_what_begins_like_text_is_told_by_what_follows(start: bytes, kind: str) -> None:
    with pytest.raises(NotAPageError, match=kind):
        refuse(start)


def test_pages_are_not_refused() -> None:
    for data in (
        b"",
        b"<html>",
        b"PK is a name",
        b"GIF images",
        b"%PDF is a format",
        b"RIFF",
        b"MZ",
        b"<!--ftyp-->",
        b"BMW recalls 40,000 cars in Europe",
        b"CWS 10 and FWS 9 are the names of files",
        b"070701 is the number of a telephone in Lipnik; nobody answers it, whoever calls it at whatever time of the day",
        "Пъню беше тук".encode("cp1251"),
        b"PAR1 and PAR2",
        b"!important",
        b"FLVs",
    ):
        refuse(data)
