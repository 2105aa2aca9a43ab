import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { AuditEvent, DataConnectorErrorCode, LinkBackend, LinkBackendOptions } from '../../src/backend.js';
import { backendStatusByCode } from '../../src/protocol.js';
import { translations } from '../../src/widget/languages/load.js';
import { messages } from '../../src/widget/messages/en-GB.js';
import { tableIn } from './readme-tables.js';

interface Member {
  kind: string;
  name: string;
  attribute?: string;
  default?: string;
  readonly?: boolean;
}

interface Declaration {
  kind: string;
  name: string;
  tagName?: string;
  members: Member[];
  attributes: { name: string; fieldName?: string }[];
  events: { name: string; type: { text: string } }[];
  cssParts: { name: string }[];
  cssProperties: { name: string }[];
}

const manifest: {
  modules: { path: string; declarations: Declaration[]; exports: { kind: string; name: string }[] }[];
} = JSON.parse(readFileSync('dist/custom-elements.json', 'utf8'));
const declarations = manifest.modules.flatMap((module) => module.declarations ?? []);
const element = declarations.find(({ name }) => name === 'VccDynamicsAuth') as Declaration;
const readme = readFileSync('README.md', 'utf8');
const backendReadme = readFileSync('src/backend/README.md', 'utf8');

const table = (heading: string) => tableIn(readme, heading);
const backendTable = (heading: string) => tableIn(backendReadme, heading);

const sorted = (names: Iterable<string>) => [...names].sort();

describe('the README names', () => {
  const rows = table('| attribute | property |');
  const settable = element.members.filter(({ kind, readonly }) => kind === 'field' && !readonly);

  it('every property that a host sets, with its attribute and default', () => {
    const told = rows.filter(([, property]) => !property?.includes('read-only'));
    assert.deepEqual(
      sorted(told.map(([attribute, property]) => `${property} ${attribute === '–' ? '' : attribute}`)),
      sorted(settable.map(({ name, attribute = '' }) => `${name} ${attribute}`)),
    );
    for (const [, property, standard = ''] of told) {
      const value = settable.find(({ name }) => name === property)?.default?.replaceAll("'", '');
      // The analyser leaves out what is not a literal.
      if (value === undefined) continue;
      const words = { '': ['required', 'none'], '{}': ['by language'] }[value] ?? [value];
      assert.ok(words.includes(standard), `${property}: ${standard} in the README, ${value} in the code`);
    }
  });

  it('every property that a host reads', () => {
    const told = rows.flatMap(([, property = '']) =>
      property.includes('read-only') ? (property.split(',')[0] ?? []) : [],
    );
    const readable = element.members.filter(({ kind, readonly }) => kind === 'field' && readonly);
    assert.deepEqual(sorted(told), sorted(readable.map(({ name }) => name)));
  });

  it('every method', () => {
    const told = /Methods: (.*?)\. They/s.exec(readme)?.[1] ?? '';
    const methods = element.members.filter(({ kind }) => kind === 'method').map(({ name }) => name);
    const lifecycle = ['connectedCallback', 'willUpdate', 'render', 'updated'];
    assert.deepEqual(
      sorted([...told.matchAll(/`(\w+)\(\)`/g)].map(([, name = '']) => name)),
      sorted(methods.filter((name) => !lifecycle.includes(name))),
    );
  });

  it('every event with its fields', () => {
    const told = table('| event | fields |').map(([name, fields = '']) => `${name}: ${fields.replaceAll('?', '')}`);
    const events = element.events.map(({ name, type }) => {
      const { members = [] } = declarations.find((declaration) => declaration.name === type.text) ?? {};
      const fields = members.filter(({ kind }) => kind === 'field').map((field) => field.name);
      return `${name}: ${fields.join(', ') || '–'}`;
    });
    assert.deepEqual(sorted(told), sorted(events));
  });

  it('every part and every custom property', () => {
    const parts = /Parts for `::part\(\)`: (.*?)\.\n/s.exec(readme)?.[1] ?? '';
    assert.deepEqual(
      sorted([...parts.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name)),
      sorted(element.cssParts.map(({ name }) => name)),
    );
    assert.deepEqual(
      sorted(table('| custom property |').flatMap(([names = '']) => names.split(', '))),
      sorted(element.cssProperties.map(({ name }) => name)),
    );
  });

  it('languages that there are files for', () => {
    const [, told = ''] = /built in; (.*?) are loaded/s.exec(readme) ?? [];
    const names = new Intl.DisplayNames('en-US', { type: 'language', languageDisplay: 'standard' });
    const known = Object.keys(translations).map((tag) => ({ 'en-US': 'US English' })[tag] ?? names.of(tag));
    const strangers = told.split(/, | and\s/).filter((name) => !known.includes(name));
    assert.deepEqual(strangers, [], `files are there for ${known.join(', ')}`);
  });

  it('every code, with the HTTP status of those that the backend answers', () => {
    const statuses: Record<string, number> = backendStatusByCode;
    // Two of the backend's are questions, which no sentence tells.
    const told = Object.keys(messages.errors).filter((code) => !code.includes('/'));
    const codes = new Set([...told, ...Object.keys(statuses)]);
    assert.deepEqual(
      sorted(table('| code | HTTP |').map(([code, status]) => `${code} ${status}`)),
      sorted([...codes].map((code) => `${code} ${statuses[code] ?? '–'}`)),
    );
  });
});

describe('the README of the backend names', () => {
  it('every option', () => {
    const told = backendTable('| option | default |').map(([option = '']) => option.replace(/[([].*/, ''));
    const options: Record<keyof LinkBackendOptions, string[]> = {
      authorize: ['authorize'],
      entra: ['clientId', 'credentials', 'registrations'].map((name) => `entra.${name}`),
      dynamics: ['tables', 'hosts', 'discoveryUrl'].map((name) => `dynamics.${name}`),
      database: ['database'],
      keys: ['keys'],
      keepAlive: ['keepAlive'],
      rateLimit: ['rateLimit'],
      onAuditEvent: ['onAuditEvent'],
    };
    assert.deepEqual(told, Object.values(options).flat());
  });

  it('every method', () => {
    const methods: Record<keyof LinkBackend, true> = {
      fetch: true,
      dataConnector: true,
      checkLink: true,
      links: true,
      linkCounts: true,
      events: true,
      keepAlive: true,
      rotateKeys: true,
      release: true,
      close: true,
    };
    const told = backendTable('| method | what it does |').map(([method = '']) => method.replace(/\(.*/, ''));
    assert.deepEqual(told, Object.keys(methods));
  });

  it('every event, with what it asks of an operator', () => {
    const types: Record<AuditEvent['type'], true> = {
      linked: true,
      replaced: true,
      unlinked: true,
      'taken-over': true,
      refreshed: true,
      refused: true,
      'refusals-left-out': true,
      expired: true,
      restricted: true,
      recovered: true,
      moved: true,
      'key-missing': true,
      'keep-alive-failed': true,
      'credential-expiring': true,
      'credential-refused': true,
    };
    const told = backendTable('| event | what happened |').flatMap(([names = '']) => names.split(', '));
    assert.deepEqual(sorted(told), sorted(Object.keys(types)));
  });

  it('every code that a call can fail with', () => {
    const codes: Record<DataConnectorErrorCode, true> = {
      'not-linked': true,
      expired: true,
      restricted: true,
      'missing-privilege': true,
      'not-found': true,
      duplicate: true,
      throttled: true,
    };
    const told = backendTable('| code | meaning |').map(([code]) => code ?? '');
    const strangers = told.filter((code) => !(code in codes) && !(code in backendStatusByCode));
    assert.deepEqual(strangers, []);
    assert.deepEqual(
      Object.keys(codes).filter((code) => !told.includes(code)),
      [],
    );
  });
});

describe('the custom elements manifest', () => {
  it('links the tag to its class', () => {
    assert.equal(element.tagName, 'vcc-dynamics-auth');
    const defined = manifest.modules
      .flatMap(({ exports }) => exports)
      .filter(({ kind }) => kind.includes('definition'));
    assert.deepEqual(
      defined.map(({ name }) => name),
      ['vcc-dynamics-auth'],
    );
  });

  it('has published modules and nothing private', () => {
    assert.ok(manifest.modules.every(({ path }) => path.startsWith('dist/') && path.endsWith('.js')));
    assert.ok(element.members.every(({ name }) => !name.startsWith('#')));
  });
});
