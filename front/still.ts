// What does the page show where its script failed?

/**
 * What stands in `noscript` is text while a browser runs scripts: here it becomes elements after all. It is the renderer's own markup, every value in it escaped,
 * read exactly as it would be without script; a policy that names its scripts lets none in it run.
 */
export function showStill(within: ParentNode): void {
  for (const text of within.querySelectorAll("noscript")) {
    const { body } = new DOMParser().parseFromString(text.textContent ?? "", "text/html");
    text.replaceWith(...body.childNodes);
  }
}

/** The whole page is a document again. */
export function withoutScript(error: unknown): void {
  document.documentElement.classList.remove("js");
  showStill(document);
  console.error(error);
}
