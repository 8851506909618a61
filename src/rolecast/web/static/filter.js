// Filters a list as one types: an element with `data-filtered` is shown if it has all the words of the search field of
// the page, and one with `data-filtered-group` if anything in it is. The page may be worked over at any time, so what is
// hidden is found anew after every change.

const show = (element, isShown) => {
  if (element.hidden === isShown) element.hidden = !isShown;
};

const filter = () => {
  const field = document.querySelector("input[data-filter]");
  if (!field) return;
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const element of document.querySelectorAll("[data-filtered]")) {
    const text = `${element.dataset.filtered} ${element.textContent}`.toLowerCase();
    show(element, words.every((word) => text.includes(word)));
  }
  for (const group of document.querySelectorAll("[data-filtered-group]")) {
    show(group, group.querySelector("[data-filtered]:not([hidden])") !== null);
  }
};

document.addEventListener("input", (event) => {
  if (event.target.matches("input[data-filter]")) filter();
});
new MutationObserver(filter).observe(document.documentElement, {
  attributeFilter: ["hidden"],
  childList: true,
  subtree: true,
});
