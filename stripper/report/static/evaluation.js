"use strict";
(() => {
  const several = (count) => `${count.toLocaleString("en")} row${count === 1 ? "" : "s"}`;

  // A click on a column's head sorts by it: names from a, figures from the least; a second click turns it.
  function sort(head) {
    const table = head.closest("table"), body = table.tBodies[0], column = head.cellIndex;
    const up = head.getAttribute("aria-sort") !== "ascending";
    const value = (row) => row.cells[column].dataset.v;
    const text = (row) => row.cells[column].textContent;
    const rows = [...body.rows].sort((one, other) => {
      const [a, b] = [value(one), value(other)];
      if (a !== undefined && b !== undefined) return (a - b) * (up ? 1 : -1);
      if (a !== undefined || b !== undefined) return a === undefined ? 1 : -1; // what is not known comes last
      return text(one).localeCompare(text(other), "en", { numeric: true }) * (up ? 1 : -1);
    });
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    body.append(...rows);
  }
  document.querySelectorAll(".sortable thead button").forEach((button) =>
    button.addEventListener("click", () => sort(button.closest("th"))));

  document.querySelectorAll(".listing").forEach((listing) => {
    const rows = [...listing.querySelectorAll("tbody tr")];
    const words = rows.map((row) => row.textContent.toLocaleLowerCase());
    const search = listing.querySelector(".filter"), count = listing.querySelector(".count");
    search.addEventListener("input", () => {
      const sought = search.value.trim().toLocaleLowerCase();
      let shown = 0;
      rows.forEach((row, index) => { row.hidden = !words[index].includes(sought); shown += !row.hidden; });
      count.textContent = shown === rows.length ? several(shown) : `${shown.toLocaleString("en")} of ${several(rows.length)}`;
    });
  });
})();
