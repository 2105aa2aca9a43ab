import type { InBetweenTexts } from '../messages/messages.js';

export const texts: InBetweenTexts = {
  'backend-invalid/refused':
    'Etwas zwischen dieser Seite und dem Backend des Portals, etwa eine Firewall oder ein Proxy, lässt diese Anfrage nicht durch: {request}. Ihre Portalsitzung ist in Ordnung. Bitten Sie den Betreiber des Portals, dort POST und DELETE zu erlauben, und versuchen Sie es dann erneut.',
  'backend-invalid/in-between':
    'Etwas zwischen dieser Seite und dem Backend des Portals, etwa ein Proxy, hat an dessen Stelle geantwortet: {request}. Versuchen Sie es gleich noch einmal; hilft das nicht, muss der Betreiber des Portals nachsehen, warum das Backend nicht erreichbar ist.',
};
