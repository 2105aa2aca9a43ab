/** A part of the page that the server wrote. */
export function part<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

export function button(id: string, onClick: () => unknown): HTMLButtonElement {
  const found = part(id, HTMLButtonElement);
  found.addEventListener('click', onClick);
  return found;
}

/** A choice of the tester, which is told when it is made. */
export function choice(id: string, onChange: (value: string) => unknown): HTMLSelectElement {
  const found = part(id, HTMLSelectElement);
  found.addEventListener('change', () => onChange(found.value));
  return found;
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text = '',
  className = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

/** Tells it to those who don't see the page change. */
export function announce(text: string): void {
  part('announcement', HTMLElement).textContent = text;
}

/** Hands a file to the tester. */
export function save(name: string, type: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
