const api = '/api/data-connector/contacts';
const result = document.getElementById('data-connector-result');

onSubmit('find-contact', async ({ phone }) => {
  const { contacts } = await send('GET', `${api}?${new URLSearchParams({ phone })}`);
  const [first] = contacts;
  if (!first) return 'No contact has this number.';
  document.querySelector('#update-contact [name=id]').value = first.contactid;
  return contacts.map(describe).join('\n');
});

onSubmit('create-contact', async (contact) => {
  const { id } = await send('POST', api, contact);
  document.querySelector('#update-contact [name=id]').value = id;
  return `Created contact ${id}.`;
});

onSubmit('update-contact', async ({ id, ...changes }) => {
  await send('PATCH', `${api}/${encodeURIComponent(id)}`, changes);
  return `Updated contact ${id}.`;
});

function onSubmit(formId, run) {
  const form = document.getElementById(formId);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const fields = [...new FormData(form)].filter(([, value]) => value !== '');
    result.textContent = 'Working…';
    try {
      result.textContent = await run(Object.fromEntries(fields));
    } catch (error) {
      result.textContent = error.message;
    }
  });
}

async function send(method, url, body) {
  const response = await fetch(url, {
    method,
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer = response.status === 204 ? undefined : await response.json();
  if (!response.ok) throw new Error(`${answer.message} (${answer.error})`);
  return answer;
}

function describe(contact) {
  const numbers = [contact.telephone1, contact.telephone2, contact.telephone3, contact.mobilephone].filter(Boolean);
  return `${contact.fullname} · ${numbers.join(', ')} · ${contact.contactid}`;
}
