import { randomUUID } from 'node:crypto';
import type { Grant, Organization } from './microsoft.js';
import { Passing, Refusal } from './refusal.js';
import { type Body, type Caller, LinkResource, type Row } from './resource.js';

/**
 * A backend of the contract in a few hundred lines, in memory, that shares no code with the reference backend. Every step
 * is a method of its own, so that one at a time can be replaced by a wrong one (see `faults/`).
 */
export class MinimalBackend extends LinkResource {
  async fetch(request: Request): Promise<Response> {
    let caller: Caller | undefined;
    try {
      this.checkMethod(request.method);
      if (request.method !== 'GET') this.checkSite(request);
      if (request.method === 'POST') this.checkContentType(request);
      const text = request.method === 'POST' ? await this.readText(request) : '';
      caller = this.callerOf(request);
      if (request.method === 'GET') return this.show(caller, 200);
      this.checkMayChange(caller);
      const ifMatch = request.headers.get('If-Match') ?? undefined;
      if (request.method === 'DELETE') return await this.unlink(caller, ifMatch);
      return await this.post(caller, this.parse(text, request), ifMatch);
    } catch (error) {
      return this.problem(error instanceof Refusal ? error : new Refusal(500, 'internal'), request, caller);
    }
  }

  // --- POST

  async post(caller: Caller, body: Body, ifMatch: string | undefined): Promise<Response> {
    if (body['cancel'] !== undefined) return this.cancel(caller, body);
    if (body['choice'] !== undefined) return this.choose(caller, body, ifMatch);
    const known = this.findReplay(caller, body);
    if (known) return this.repeat(known, caller);
    this.checkNonce(caller, body['nonce'] ?? '');
    this.checkLink(ifMatch, caller);
    this.checkRegistration(body);
    if (this.isCodeKnown(body)) throw new Refusal(400, 'code-rejected');
    if (this.isNonceUsed(body['nonce'] ?? '')) throw new Refusal(409, 'session-changed');
    const row: Row = { caller, body, replaces: this.links.get(caller.vccAccountId)?.linkId };
    this.rows.push(row);
    return this.repeat(row, caller);
  }

  findReplay(caller: Caller, body: Body): Row | undefined {
    return this.rows.find((row) => this.isSameCaller(row, caller) && this.isSameRequest(row, body));
  }

  isSameRequest(row: Row, body: Body): boolean {
    const members = ['code', 'codeVerifier', 'nonce', 'redirectUri', 'authority', 'organizationUrl'];
    return members.every((member) => row.body[member] === body[member]);
  }

  isCodeKnown(body: Body): boolean {
    return this.rows.some((row) => row.body['code'] === body['code']);
  }

  checkNonce(caller: Caller, nonce: string): void {
    const issued = this.nonces.get(nonce);
    const isOwn = issued?.owner === this.ownerOf(caller) && issued.expires > Date.now();
    if (!isOwn) throw new Refusal(409, 'session-changed');
  }

  isNonceUsed(nonce: string): boolean {
    return this.rows.some((row) => row.body['nonce'] === nonce);
  }

  checkRegistration({ redirectUri, authority, organizationUrl }: Body): void {
    const { settings } = this;
    const isRegistered = redirectUri === settings.redirectUri && authority === settings.authority;
    if (!isRegistered || (organizationUrl !== undefined && !this.isEnvironment(organizationUrl))) {
      throw new Refusal(400, 'invalid-request');
    }
  }

  isEnvironment(url: string): boolean {
    return this.settings.hosts.some((host) => host.test(new URL(url).host));
  }

  /** Waits for the work on a row, or begins or resumes it, and gives its answer. */
  async repeat(row: Row, caller: Caller): Promise<Response> {
    if (row.answer === undefined && row.choice === undefined) {
      row.running ??= this.carryOut(row).finally(() => {
        row.running = undefined;
      });
      await row.running;
    }
    return this.answerOf(row, caller);
  }

  answerOf(row: Row, caller: Caller): Response {
    if (row.answer === undefined) throw this.choiceRequired(row);
    if ('refusal' in row.answer) throw row.answer.refusal;
    if (this.links.get(caller.vccAccountId)?.linkId !== row.answer.linkId) throw new Refusal(412, 'changed');
    return this.show(caller, 201);
  }

  async carryOut(row: Row): Promise<void> {
    try {
      row.grant ??= await this.redeem(row);
      await this.complete(row, row.grant);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (!this.mayPass(error)) this.finish(row, error);
      // Entra has not seen the code: the POST may come again as if it had never come.
      else if (row.grant === undefined) this.rows = this.rows.filter((other) => other !== row);
      throw error;
    }
  }

  /** What remains when the process ends and another one begins: rows and links, and nothing that was under way. */
  crash(): void {
    this.rows = this.rows.map(({ running, ...row }) => {
      const isSent = running !== undefined && row.grant === undefined;
      return isSent ? { ...row, answer: { refusal: new Refusal(400, 'code-rejected') } } : row;
    });
  }

  redeem({ body }: Row): Promise<Grant> {
    return this.microsoft.redeem(body, body['organizationUrl'] ?? new URL(this.settings.discoveryUrl).origin);
  }

  mayPass(error: Refusal): boolean {
    return error instanceof Passing;
  }

  finish(row: Row, refusal: Refusal): void {
    row.answer = { refusal };
    row.grant = undefined;
  }

  async complete(row: Row, grant: Grant): Promise<void> {
    const [organization, ...others] = await this.environmentsFor(row, grant);
    if (row.isAbandoned) throw new Refusal(412, 'changed');
    if (!organization) throw new Refusal(422, 'no-organization');
    if (others.length > 0) {
      this.letWait(row, [organization, ...others]);
      return;
    }
    await this.checkPrivileges(organization, grant);
    this.save(row, grant, organization);
  }

  async environmentsFor(row: Row, grant: Grant): Promise<Organization[]> {
    if (row.chosen !== undefined) return row.offered?.filter(({ url }) => url === row.chosen) ?? [];
    const found = await this.microsoft.discover(grant.refreshToken);
    const wanted = row.body['organizationUrl'];
    return wanted === undefined ? found : found.filter(({ url }) => url === new URL(wanted).origin);
  }

  async checkPrivileges(organization: Organization, grant: Grant): Promise<void> {
    const missingPrivileges = await this.microsoft.missingPrivileges(organization, grant.refreshToken);
    if (missingPrivileges.length > 0) throw new Refusal(403, 'insufficient-privileges', { missingPrivileges });
  }

  save(row: Row, { claims }: Grant, { name, url }: Organization): void {
    const { vccAccountId } = row.caller;
    const isLost = row.isAbandoned || !this.rows.includes(row);
    if (isLost || this.links.get(vccAccountId)?.linkId !== row.replaces) throw new Refusal(412, 'changed');
    const user = `${claims['tid']} ${claims['oid']}`;
    this.checkElsewhere(user, vccAccountId);
    const linkId = randomUUID().replaceAll('-', '');
    this.links.set(vccAccountId, {
      linkId,
      linkedAt: new Date().toISOString(),
      user,
      account: {
        username: String(claims['preferred_username']),
        name: String(claims['name']),
        tenantId: String(claims['tid']),
      },
      organization: { name, url },
    });
    for (const other of this.rows) if (other !== row && this.isSameCaller(other, row.caller)) this.abandon(other);
    row.answer = { linkId };
    row.choice = undefined;
  }

  checkElsewhere(user: string, vccAccountId: string): void {
    const isElsewhere = [...this.links].some(([account, link]) => account !== vccAccountId && link.user === user);
    if (isElsewhere) throw new Refusal(409, 'already-linked-elsewhere');
  }

  // --- choices

  letWait(row: Row, offered: Organization[]): void {
    for (const other of this.rows) if (other !== row && this.isSameCaller(other, row.caller)) this.abandon(other);
    Object.assign(row, { choice: randomUUID(), offered });
  }

  choiceRequired(row: Row): Refusal {
    const members = { choice: row.choice, organizations: this.offer(row) };
    return new Refusal(409, 'organization-choice-required', members);
  }

  findChoice(caller: Caller, { choice }: Body): Row {
    const row = this.rows.find((one) => one.choice === choice && this.isSameCaller(one, caller));
    if (!row || row.isAbandoned) throw new Refusal(410, 'choice-expired');
    return row;
  }

  async choose(caller: Caller, body: Body, ifMatch: string | undefined): Promise<Response> {
    const made = this.rows.find((row) => this.isMadeChoice(row, caller, body));
    if (made) return this.answerOf(made, caller);
    const row = this.findChoice(caller, body);
    this.checkOffered(row, body);
    this.checkLink(ifMatch, caller);
    this.checkFree(row, body);
    Object.assign(row, { chosen: body['organizationUrl'], madeOf: row.choice });
    row.replaces = this.links.get(caller.vccAccountId)?.linkId;
    row.running ??= this.carryOut(row).finally(() => {
      row.running = undefined;
    });
    await row.running;
    return this.answerOf(row, caller);
  }

  checkFree({ running, chosen }: Row, { organizationUrl }: Body): void {
    if (running && chosen !== organizationUrl) throw new Refusal(410, 'choice-expired');
  }

  isMadeChoice(row: Row & { madeOf?: string }, caller: Caller, body: Body): boolean {
    const isSame = row.madeOf === body['choice'] && row.chosen === body['organizationUrl'];
    return isSame && row.answer !== undefined && this.isSameCaller(row, caller);
  }

  checkOffered({ offered }: Row, { organizationUrl }: Body): void {
    if (!offered?.some(({ url }) => url === organizationUrl)) throw new Refusal(400, 'invalid-request');
  }

  cancel(caller: Caller, body: Body): Response {
    this.abandon(this.findChoice(caller, body));
    return this.noContent();
  }

  // --- DELETE

  abandon(row: Row): void {
    if (row.answer !== undefined) return;
    row.isAbandoned = true;
    row.grant = undefined;
    // What is under way finds out at its end.
    if (row.running === undefined) {
      row.answer = { refusal: row.choice ? new Refusal(410, 'choice-expired') : new Refusal(412, 'changed') };
    }
    row.choice = undefined;
  }

  async unlink(caller: Caller, ifMatch: string | undefined): Promise<Response> {
    const isLinked = this.links.has(caller.vccAccountId);
    if (isLinked) this.checkLink(ifMatch, caller);
    else this.checkAccount(ifMatch, caller);
    this.deleteLink(caller);
    return this.noContent();
  }

  deleteLink({ vccAccountId }: Caller): void {
    this.links.delete(vccAccountId);
    for (const row of this.rows) if (row.caller.vccAccountId === vccAccountId) this.abandon(row);
  }
}
