import type { InBetweenTexts } from '../messages/messages.js';

export const texts: InBetweenTexts = {
  'backend-invalid/refused':
    'Algo entre esta página y el servidor del portal, como un cortafuegos o un proxy, no deja pasar esta solicitud: {request}. Su sesión del portal está bien. Pida al operador del portal que permita allí POST y DELETE y vuelva a intentarlo.',
  'backend-invalid/in-between':
    'Algo entre esta página y el servidor del portal, como un proxy, ha respondido en su lugar: {request}. Vuelva a intentarlo en un momento; si no sirve, el operador del portal debe averiguar por qué no se llega al servidor.',
};
