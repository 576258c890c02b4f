/** [data-reload]: "try again" on the offline page, now or by itself when the network is back. */

for (const button of document.querySelectorAll("[data-reload]")) {
  button.addEventListener("click", () => location.reload())
}
addEventListener("online", () => location.reload())

export {}
