import 'vcc-dynamics-auth';
import { Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';

@Component({
  selector: 'wrong-use',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `<vcc-dynamics-auth (vcc-dynamics-linked)="log($event.code)" />`,
})
export class WrongUse {
  log(text: string): void {
    console.error(text);
  }
}
