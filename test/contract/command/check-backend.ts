#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { checkBackend, type Result, scenarios } from '../kit.js';
import type { Scenario, Target } from '../scenario.js';
import { expectSession, patientFetch } from './backend-fetch.js';
import { signInToDemo } from './demo-sessions.js';
import { CannotCheck, type Options, readOptions, toHeader, usage } from './options.js';
import { summaryOf, toJson, toJunit, toLine } from './reports.js';
import { restartBy } from './restart.js';
import { askStandIn, expectRegistered } from './stand-in.js';

try {
  process.exitCode = await run(readOptions());
} catch (error) {
  if (!(error instanceof CannotCheck)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function run({ values, positionals }: Options): Promise<number> {
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const chosen = chooseFrom(scenarios, values.only);
  if (values.list) {
    for (const { requirement, name, needs = [] } of chosen) {
      const sessions = needs.map((session) => `--${session}`).join(', ');
      console.log(`${requirement.padEnd(12)} ${name}${sessions && ` (needs ${sessions})`}`);
    }
    console.log(
      `\n${chosen.length} checks of ${new Set(chosen.map(({ requirement }) => requirement)).size} requirements`,
    );
    return 0;
  }
  const [url] = positionals;
  if (url === undefined || !URL.canParse(url)) throw new CannotCheck(usage);
  if ((values.first === undefined) !== (values.second === undefined)) {
    throw new CannotCheck('--first and --second go together: they are of two accounts.');
  }
  const target = await targetOf(url, values);
  const results: Result[] = [];
  for await (const result of checkBackend(target, chosen)) {
    results.push(result);
    console.log(toLine(result));
  }
  if (values.junit !== undefined) writeFileSync(values.junit, toJunit(url, results));
  if (values.json !== undefined) writeFileSync(values.json, toJson(url, results));
  console.log(`\n${summaryOf(results)}`);
  return results.some(({ failure }) => failure !== undefined) ? 1 : 0;
}

/** @throws CannotCheck for what chooses nothing */
function chooseFrom(all: readonly Scenario[], only: readonly string[] = []): readonly Scenario[] {
  const fits = ({ requirement, name }: Scenario, words: string) =>
    requirement === words || requirement.startsWith(`${words}-`) || name.includes(words);
  for (const words of only) {
    if (all.some((scenario) => fits(scenario, words))) continue;
    throw new CannotCheck(`--only ${words} chooses nothing: --list says what there is.`);
  }
  return only.length === 0 ? all : all.filter((scenario) => only.some((words) => fits(scenario, words)));
}

async function targetOf(url: string, values: Options['values']): Promise<Target> {
  const { origin, protocol, hostname, port } = new URL(url);
  const next = Number(port || (protocol === 'https:' ? 443 : 80)) + 1;
  const { metadata, registration } = await askStandIn(values.entra ?? `${protocol}//${hostname}:${next}`);
  const application = {
    clientId: values['client-id'] ?? registration.clientId,
    redirectUri: values['redirect-uri'] ?? `${origin}/popup-callback.html`,
  };
  expectRegistered(registration, application);
  const { first, second, colleague, viewer } = values;
  const [demoFirst = {}, demoSecond = {}] = first === undefined ? await signInToDemo(origin) : [];
  const sessions = {
    first: first === undefined ? demoFirst : toHeader(first),
    second: second === undefined ? demoSecond : toHeader(second),
    ...(colleague !== undefined && { colleague: toHeader(colleague) }),
    ...(viewer !== undefined && { viewer: toHeader(viewer) }),
  };
  for (const [option, session] of Object.entries(sessions)) await expectSession(url, option, session);
  return {
    url,
    ...sessions,
    ...application,
    authority: values.authority,
    metadata,
    fetch: patientFetch,
    ...(values.restart !== undefined && { restart: restartBy(values.restart, url, sessions.first) }),
  };
}
