import { provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { CrmAdmin, initialSettings } from './crm-admin';
import { readSettings } from './portal';

const settings = await readSettings();
await bootstrapApplication(CrmAdmin, {
  providers: [provideZonelessChangeDetection(), { provide: initialSettings, useValue: settings }],
});
