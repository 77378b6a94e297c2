"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("form"), file = byId("file");

  function send(files) {
    if (!files.length) return;
    file.files = files;
    byId("dropped").textContent = files[0].name;
    form.requestSubmit();
  }
  ["dragover", "dragenter"].forEach((name) => addEventListener(name, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("over");
  }));
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    document.body.classList.remove("over");
    send(event.dataTransfer.files);
  });
  addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    send(event.clipboardData.files);
  });
  byId("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
})();
