const antiforgeryToken = $('meta[name=antiforgery-token]').attr('content');

function portalFetch(input, init) {
  const headers = new Headers(init?.headers);
  headers.set('X-Portal-Antiforgery', antiforgeryToken);
  return fetch(input, { ...init, headers });
}

const events = [];

function log(text) {
  events.push(text);
  $('#events').text(events.join(', '));
}

const panel = $('vcc-dynamics-auth')
  .prop('authorityMetadata', JSON.parse($('#authority-metadata').text()))
  // jQuery calls a function to get the value.
  .prop('fetch', () => portalFetch)
  .on('vcc-dynamics-status', ({ originalEvent }) => log(`status ${originalEvent.status}`))
  .on('vcc-dynamics-linked', ({ originalEvent }) => log(`linked ${originalEvent.link.account.name}`))
  .on('vcc-dynamics-unlinked', () => log('unlinked'))
  .on('vcc-dynamics-error', ({ originalEvent }) => log(`error ${originalEvent.code}`));

$('#switch').on('click', async function () {
  const response = await portalFetch('/api/portal/account', { method: 'POST', body: $(this).data('other').id });
  const { account, otherAccount } = await response.json();
  $('#account').text(account.name);
  $(this).data('other', otherAccount);
  panel[0].refresh();
});

$('#mount').on('click', function () {
  if (panel[0].isConnected) panel.detach();
  else panel.appendTo('#place');
  $(this).text(panel[0].isConnected ? 'Unmount' : 'Mount');
});
