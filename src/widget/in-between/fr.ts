import type { InBetweenTexts } from '../messages/messages.js';

export const texts: InBetweenTexts = {
  'backend-invalid/refused':
    'Un élément entre cette page et le serveur du portail, comme un pare-feu ou un proxy, ne laisse pas passer cette requête : {request}. Votre session du portail n’est pas en cause. Demandez à l’exploitant du portail d’y autoriser POST et DELETE, puis réessayez.',
  'backend-invalid/in-between':
    'Un élément entre cette page et le serveur du portail, comme un proxy, a répondu à sa place : {request}. Réessayez dans un instant ; si cela ne suffit pas, l’exploitant du portail doit chercher pourquoi le serveur est injoignable.',
};
