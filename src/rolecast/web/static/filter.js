// Filters a list while the user types: shows an element with `data-filtered` if it contains all words of the page's
// search field, and one with `data-filtered-group` if it contains a shown element. Since the page can be replaced at any
// time, the filter is applied again after every change.

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
