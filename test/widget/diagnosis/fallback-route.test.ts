import { expect } from '@open-wc/testing';
import { HttpResponse, http } from 'msw';
import type { Finding } from '../../../src/index.js';
import { FakeBackend } from '../../support/fake-backend.js';
import { mount } from '../../support/mounted-element.js';

type Answer = () => Response;

const page = `${location.origin}/signed-in.html`;
const notFramed = { 'Content-Security-Policy': "frame-ancestors 'none'" };
const html = (text: string, init: { status?: number; headers?: Record<string, string> } = {}): Answer => {
  return () => HttpResponse.html(text, { ...init, headers: { ...notFramed, ...init.headers } });
};
const script = (text: string) => () => new HttpResponse(text, { headers: { 'Content-Type': 'text/javascript' } });

describe('a redirect URI', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  async function find(check: Finding['check'], answers: Record<string, Answer>): Promise<Finding> {
    for (const [path, answer] of Object.entries(answers)) backend.use(http.get(new URL(path, page).href, answer));
    const element = await mount({ redirectUri: page });
    const found = (await element.diagnose()).find((finding) => finding.check === check);
    if (!found) throw new Error(`there is no ${check}`);
    return found;
  }

  const application =
    '<!doctype html><title>Portal</title><div id="app"></div><script src="/app.js" type="module"></script>';
  for (const [what, answers] of Object.entries<Record<string, Answer>>({
    'the single-page application': { [page]: html(application), '/app.js': script('start()') },
    'an application that loads the rest by itself, as for any other path': {
      [page]: html(`${application}<meta content="nonce-1">`),
      '/vcc-dynamics-*.html': html(`${application}<meta content="nonce-2">`),
      '/app.js': script('document.head.append(document.createElement("script"))'),
    },
    'a page that embeds the element': {
      [page]: html('<vcc-dynamics-auth></vcc-dynamics-auth><script src="/app.js"></script>'),
      '/app.js': script('document.write(location); frame.src = uri + "#vcc-dynamics-check=" + id'),
    },
    'a login': {
      [page]: html('<form><input type="password"></form><script>document.write(1)</script>'),
    },
    'a page that isolates itself': {
      [page]: html(application, { headers: { 'Cross-Origin-Opener-Policy': 'same-origin' } }),
      '/app.js': script('history.replaceState(null, "", "/")'),
    },
    'a page whose callback script is the application too': {
      [page]: html('<main></main><script type="module" src="popup-callback.js"></script>'),
      '/popup-callback.js': html(`${application} "vcc-dynamics-check"`),
    },
    'a page that only mentions the callback script': {
      [page]: html('<!-- <script src="/callback.js"></script> --><p>"vcc-dynamics-check"</p>'),
      '/callback.js': script('"vcc-dynamics-check"'),
    },
    'a page that it does not show': { [page]: html('Forbidden', { status: 403 }) },
    'the page for what is not there': { [page]: html('Not found', { status: 404 }) },
  })) {
    it(`that is answered with ${what} is named, with the path to exclude`, async () => {
      const { ok, fix } = await find('callback-page', answers);
      expect(ok).to.equal(false);
      expect(fix).to.include('exclude the path /signed-in.html from the portal’s fallback route');
    });
  }

  for (const [what, answers] of Object.entries<Record<string, Answer>>({
    'bundled under another name': {
      [page]: html('<script type=module src=/assets/c.js></script>'),
      '/assets/c.js': script('const a=x.get("vcc-dynamics-check")'),
    },
    'in a chunk of a bundle': {
      [page]: html('<script type="module" src="assets/c.js"></script>'),
      '/assets/c.js': script('import{a}from"./shared.js";a()'),
      '/assets/shared.js': script("export const a=()=>x.get('vcc-dynamics-check')"),
    },
    'within the page': { [page]: html('<script type="module">x.get(`vcc-dynamics-check`)</script>') },
  })) {
    it(`whose page has the callback’s script ${what} is fine`, async () => {
      expect((await find('callback-page', answers)).ok).to.equal(true);
      expect((await find('callback-script', answers)).ok).to.equal(true);
    });
  }
});
