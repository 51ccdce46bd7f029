/** Asks whether something shall be done; Esc and a click beside it say no. */
export function confirmed(question: string, detail: string, act: string): Promise<boolean> {
  const dialog = document.createElement('dialog');
  dialog.className = 'p-confirm';
  dialog.setAttribute('closedby', 'any');
  const element = (tag: string, text: string) => {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  };
  const form = document.createElement('form');
  form.method = 'dialog';
  const buttons = document.createElement('p');
  const yes = element('button', act) as HTMLButtonElement;
  const no = element('button', 'Cancel') as HTMLButtonElement;
  yes.value = 'yes';
  yes.className = 'h-button';
  no.className = 'h-button h-quiet';
  buttons.append(yes, no);
  const title = element('h2', question);
  title.id = 'confirm-question';
  dialog.setAttribute('aria-labelledby', title.id);
  form.append(title, element('p', detail), buttons);
  dialog.append(form);
  document.body.append(dialog);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  dialog.addEventListener('close', () => {
    resolve(dialog.returnValue === 'yes');
    dialog.remove();
  });
  dialog.showModal();
  no.focus();
  return promise;
}
