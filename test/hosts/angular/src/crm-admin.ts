import 'vcc-dynamics-auth';
import {
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  type ElementRef,
  InjectionToken,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import type { VccDynamicsAuth } from 'vcc-dynamics-auth';
import { portalFetch, type Settings, switchAccount } from './portal';

export const initialSettings = new InjectionToken<Settings>('initialSettings');

@Component({
  selector: 'crm-admin',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <h1>CRM Admin</h1>
    <p>VCC account: <output id="account">{{ settings().account.name }}</output></p>
    @if (isShown()) {
      <vcc-dynamics-auth
        #panel
        endpoint="/api/dynamics-link"
        [clientId]="settings().clientId"
        redirect-uri="/popup-callback.html"
        [authority]="settings().authority"
        [authorityMetadata]="settings().authorityMetadata"
        [fetch]="portalFetch"
        (vcc-dynamics-status)="log('status ' + $event.status)"
        (vcc-dynamics-linked)="log('linked ' + $event.link.account.name)"
        (vcc-dynamics-unlinked)="log('unlinked')"
        (vcc-dynamics-error)="log('error ' + $event.code)"
      />
    }
    <button (click)="onSwitch()">Switch account</button>
    <button (click)="isShown.set(!isShown())">{{ isShown() ? 'Unmount' : 'Mount' }}</button>
    <output id="events">{{ events().join(', ') }}</output>
  `,
})
export class CrmAdmin {
  readonly portalFetch = portalFetch;
  readonly settings = signal(inject(initialSettings));
  readonly isShown = signal(true);
  readonly events = signal<string[]>([]);
  readonly panel = viewChild<ElementRef<VccDynamicsAuth>>('panel');

  log(text: string): void {
    this.events.update((before) => [...before, text]);
  }

  async onSwitch(): Promise<void> {
    this.settings.set(await switchAccount(this.settings().otherAccount.id));
    await this.panel()?.nativeElement.refresh();
  }
}
