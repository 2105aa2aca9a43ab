import type { DetailedTexts } from '../messages/messages.js';

export const texts: DetailedTexts = {
  windowIsBehind:
    'La fenêtre de connexion est encore ouverte. Si vous ne la voyez pas, cherchez-la derrière celle-ci ou affichez-la.',
  userDiffers: 'Remplacer l’utilisateur lié ?',
  userDiffersHint:
    '{from} est lié, mais {to} s’est connecté. Si vous le remplacez, les appels agiront en tant que {to}.',
  replaceUser: 'Remplacer l’utilisateur',
  actionNeeded: 'Action requise',
  askedFor: 'Microsoft demandera trois autorisations',
  askedToSignIn: 'Connecter l’utilisateur et lire son nom : il est affiché ici.',
  askedToStay: 'Garder l’accès en son absence : les appels arrivent à tout moment.',
  askedToAct:
    'Utiliser Dynamics 365 en tant que cet utilisateur : pour rechercher, créer et modifier des enregistrements pendant les appels, dans la limite de ses rôles de sécurité.',
  userMay: 'Ce que cet utilisateur peut faire',
  checkedOn: 'Vérifié le {date}',
  checkAgain: 'Vérifier à nouveau',
  chooseWithin: 'Le choix est possible pendant dix minutes.',
  errors: {
    'storage-blocked':
      'Votre navigateur refuse à cette page les données de site dont la connexion a besoin. Autorisez les cookies et les données de ce site dans les paramètres du navigateur, rechargez la page, puis liez à nouveau.',
    'backend-invalid/refused':
      'Un élément entre cette page et le serveur du portail, comme un pare-feu ou un proxy, ne laisse pas passer cette requête : {request}. Votre session du portail n’est pas en cause. Demandez à l’exploitant du portail d’y autoriser POST et DELETE, puis réessayez.',
    'backend-invalid/in-between':
      'Un élément entre cette page et le serveur du portail, comme un proxy, a répondu à sa place : {request}. Réessayez dans un instant ; si cela ne suffit pas, l’exploitant du portail doit chercher pourquoi le serveur est injoignable.',
    'callback-silent/answered':
      'Microsoft a répondu, mais la page de retour du portail n’a pas transmis la réponse. Rien n’a été lié. Contactez l’assistance.',
    'callback-silent/portal-page':
      'À la place de sa page de retour, le portail affiche une autre page : aucune connexion ne peut revenir. Rien n’a été lié. Contactez l’assistance : la route par défaut et la connexion du portail doivent exclure le chemin {path}.',
    'callback-silent/missing':
      'Le portail n’a pas de page de retour qui fonctionne : aucune connexion ne peut revenir. Rien n’a été lié. Contactez l’assistance : popup-callback.html doit se trouver à {path}, chemin exclu de la route par défaut du portail.',
  },
  healthReasons: {
    revoked:
      'Microsoft a mis fin à ce lien : il a été révoqué, ou personne ne l’a utilisé pendant 90 jours. Les appels n’atteignent plus Dynamics 365. Liez à nouveau le même utilisateur.',
    'more-proof':
      'Microsoft demande à cet utilisateur de prouver à nouveau son identité. Les appels n’atteignent plus Dynamics 365. Liez à nouveau le même utilisateur et terminez chaque étape. Si cela se reproduit, demandez à votre administrateur Microsoft d’exempter cet utilisateur de la règle de fréquence de connexion.',
    policy:
      'Une règle de Microsoft Entra bloque cet utilisateur, ou son compte est désactivé. Les appels n’atteignent plus Dynamics 365. Demandez à votre administrateur Microsoft de l’autoriser : le lien fonctionnera de nouveau de lui-même en un jour au plus, ou aussitôt si vous liez à nouveau.',
    'consent-withdrawn':
      'Les autorisations données à Vonage ont été retirées dans Microsoft Entra. Les appels n’atteignent plus Dynamics 365. Liez à nouveau le même utilisateur et acceptez-les.',
    'app-removed':
      'L’application Vonage a été retirée de votre organisation dans Microsoft Entra. Les appels n’atteignent plus Dynamics 365. Demandez à votre administrateur Microsoft de l’autoriser de nouveau, puis liez à nouveau.',
    'user-disabled':
      'Cet utilisateur est désactivé dans Dynamics 365. Demandez à votre administrateur Dynamics 365 de l’activer, ou liez un autre utilisateur.',
    'no-licence':
      'Cet utilisateur n’a plus de licence Dynamics 365. Demandez à votre administrateur Microsoft de lui en attribuer une, ou liez un autre utilisateur.',
    'not-a-member':
      'Cet utilisateur ne fait plus partie de l’environnement Dynamics 365. Demandez à votre administrateur Dynamics 365 de l’ajouter, ou liez un autre utilisateur.',
    'environment-blocked':
      'L’environnement Dynamics 365 n’admet pas Vonage : à cause de son pare-feu IP, de sa liste d’applications autorisées ou du mode administration. Demandez à votre administrateur Power Platform d’admettre Vonage : le lien fonctionnera de nouveau de lui-même.',
    'key-missing':
      'Vonage ne peut pas ouvrir ce qui est enregistré de ce lien. Contactez le support, ou liez à nouveau le même utilisateur, ce qui aide aussitôt.',
    'tenant-refused':
      'L’organisation de cet utilisateur n’est plus admise par cette intégration. Demandez au support Vonage de l’admettre, ou liez un utilisateur d’une autre organisation.',
  },
};
