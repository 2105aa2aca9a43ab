/** Returns an element of the page that the server has rendered. */
export function part<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

/** Calls `onClick`, in turn, when the button is clicked. */
export function button(id: string, onClick: () => unknown): HTMLButtonElement {
  const found = part(id, HTMLButtonElement);
  found.addEventListener('click', () => inTurn(onClick));
  return found;
}

/** Calls `onChange`, in turn, with the option that the tester chooses. */
export function choice(id: string, onChange: (value: string) => unknown): HTMLSelectElement {
  const found = part(id, HTMLSelectElement);
  found.addEventListener('change', () => inTurn(() => onChange(found.value)));
  return found;
}

let turn: Promise<void> = Promise.resolve();

/** Does the work after all work before it, since it all changes the same server. Shows the error when it fails. */
export function inTurn(work: () => unknown): Promise<void> {
  const pageError = part('page-error', HTMLElement);
  turn = turn.then(work).then(
    () => {
      pageError.hidden = true;
    },
    (error: unknown) => {
      pageError.textContent = `That did not work: ${error instanceof Error ? error.message : error}`;
      pageError.hidden = false;
    },
  );
  return turn;
}

/** Creates an element. */
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

/** Announces the text to screen readers. */
export function announce(text: string): void {
  part('announcement', HTMLElement).textContent = text;
}

/** Downloads a file. Its object URL is not revoked: some browsers read it only after the click. */
export function save(name: string, type: string, content: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
}
