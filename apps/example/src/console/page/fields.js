// Copies of the templates in index.html, and their fields.

/**
 * Copies a template.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copyTemplate(id) {
  const template = byId(id, HTMLTemplateElement);
  const copy = template.content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error(`The template ${id} is empty.`);
  return copy;
}

/**
 * Finds an element of the page.
 *
 * @template {HTMLElement} Type
 * @param {string} id
 * @param {new () => Type} type
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The page has no ${id}.`);
  return element;
}

/**
 * Finds the element with `data-field="name"`.
 *
 * @param {HTMLElement} parent
 * @param {string} name
 * @returns {HTMLElement}
 */
export function field(parent, name) {
  const element = parent.querySelector(`[data-field="${name}"]`);
  if (!(element instanceof HTMLElement)) throw new Error(`There is no field ${name}.`);
  return element;
}

/**
 * Shows texts in the fields of these names. It leaves a text that has not changed, so that the selection of a reader stays.
 *
 * @param {HTMLElement} parent
 * @param {Readonly<Record<string, string>>} texts
 */
export function showTexts(parent, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const element = field(parent, name);
    if (element.textContent !== text) element.textContent = text;
  }
}
