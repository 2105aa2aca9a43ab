import type { Translation } from '../messages.js';

export const messages: Translation = {
  loading: 'Chargement…',
  unavailable: 'Le portail ne répond pas.',
  linkedDate: 'Lié le',
  user: 'Utilisateur Dynamics 365',
  environment: 'Environnement',
  linkedBy: 'Lié par',
  whichUser:
    'Liez un utilisateur Dynamics 365 autorisé à rechercher, créer et modifier des enregistrements, de préférence réservé au centre de contact : chaque appel agira en son nom.',
  lookOnly: 'Vous pouvez voir ce lien, mais seul un administrateur autorisé peut le modifier.',
  linkAgain: 'Lier à nouveau',
  takeOver: 'Continuer ici',
  cancel: 'Annuler',
  tryAgain: 'Réessayer',
  showWindow: 'Afficher la fenêtre',
  copyDetails: 'Copier le rapport d’assistance',
  copied: 'Copié',
  copyYourself: 'Le navigateur n’a pas permis la copie. Copiez ce texte :',
  contactSupport: 'Contacter l’assistance',
  openInTab: 'Ouvrir cette page dans un onglet',
  copyConsentLink: 'Copier le lien pour votre administrateur Microsoft',
  linking: 'Liaison en cours',
  opening: 'Ouverture de la fenêtre de connexion…',
  inWindow:
    'Connectez-vous à Dynamics 365 dans la fenêtre qui s’est ouverte et acceptez les autorisations. Elle se ferme d’elle-même.',
  whereIsWindow:
    'Si vous ne voyez pas la fenêtre de connexion, cherchez-la derrière celle-ci ou dans vos onglets, ou réessayez.',
  didYouFinish: 'Avez-vous terminé la connexion ? Si vous avez fermé la fenêtre, réessayez.',
  checking: 'Vérification de l’utilisateur Dynamics 365…',
  stillChecking: 'La réponse tarde. Nous continuons à demander ; rien n’est perdu.',
  choose: 'Choisissez un environnement',
  chooseHint:
    'Cet utilisateur a accès à plusieurs environnements Dynamics 365. Les appels rechercheront, créeront et modifieront les enregistrements de celui que vous choisissez.',
  unlinking: 'Suppression du lien…',
  unlinkQuestion: 'Supprimer le lien avec {name} ?',
  unlinkStops:
    'Dès maintenant et pour tout le compte VCC, les appels ne rechercheront, ne créeront et ne modifieront plus d’enregistrements dans Dynamics 365.',
  unlinkRemains:
    'Les enregistrements restent intacts. L’autorisation donnée à Vonage reste dans Microsoft Entra jusqu’à ce que votre administrateur Microsoft la retire.',
  keepLink: 'Garder le lien',
  expired:
    'Microsoft n’accepte plus ce lien : les appels n’ont plus accès à Dynamics 365. Liez à nouveau le même utilisateur.',
  restricted:
    'Dynamics 365 ne permet plus à cet utilisateur ce dont les appels ont besoin. Demandez à votre administrateur Dynamics 365 de rétablir sa licence et son rôle de sécurité, ou liez un autre utilisateur.',
  missing: 'Il manque : {privileges}.',
  needsAttention: 'Ce lien pose un problème. Liez à nouveau ; si cela ne suffit pas, contactez l’assistance.',
  errors: {
    'invalid-request': 'Le portail et son serveur ne se comprennent pas. Contactez l’assistance.',
    'code-rejected': 'Microsoft n’a plus accepté cette connexion. Rien n’a été lié. Cliquez de nouveau sur Link.',
    'not-signed-in':
      'Votre session du portail est terminée. Reconnectez-vous au portail dans un autre onglet, puis réessayez ici.',
    'not-entitled': 'Ce compte VCC ne comprend pas l’intégration avec Microsoft Dynamics 365. Contactez l’assistance.',
    'insufficient-privileges':
      'Cet utilisateur n’a pas tous les droits nécessaires aux appels. Il manque : {privileges}. Demandez à votre administrateur Dynamics 365 de les ajouter à son rôle de sécurité, ou liez un autre utilisateur.',
    'wrong-account':
      'Ce compte ne peut pas être lié. Utilisez un compte professionnel de votre organisation qui est utilisateur de votre environnement Dynamics 365.',
    'consent-declined':
      'Les autorisations n’ont pas été acceptées : rien n’a été lié. Cliquez de nouveau sur Link et choisissez Accepter.',
    'admin-consent-required':
      'Dans votre organisation, seul un administrateur Microsoft peut accepter ces autorisations. Envoyez-lui le lien de consentement, puis cliquez de nouveau sur Link.',
    'sign-in-failed':
      'Microsoft n’a pas laissé cet utilisateur se connecter. Cliquez de nouveau sur Link ou adressez-vous à votre administrateur Microsoft.',
    'sign-in-failed/more-proof':
      'Microsoft veut vérifier à nouveau l’identité de cet utilisateur. Cliquez de nouveau sur Link et suivez toutes les étapes.',
    'sign-in-failed/policy':
      'Une règle de votre organisation dans Microsoft Entra a bloqué cette connexion. Demandez à votre administrateur Microsoft de l’autoriser.',
    'sign-in-failed/not-assigned':
      'Cet utilisateur n’est pas affecté à l’application Vonage dans Microsoft Entra. Demandez à votre administrateur Microsoft de l’affecter.',
    'sign-in-failed/disabled':
      'Ce compte Microsoft est désactivé ou verrouillé. Adressez-vous à votre administrateur Microsoft ou liez un autre utilisateur.',
    'session-changed':
      'Votre session du portail a changé pendant la connexion : rien n’a été lié. Cliquez de nouveau sur Link.',
    'already-linked-elsewhere':
      'Cet utilisateur Dynamics 365 est lié à un autre compte VCC. Supprimez d’abord ce lien, ou liez un autre utilisateur.',
    'organization-choice-required': 'Choisissez un environnement pour terminer.',
    'choice-expired': 'Le choix est resté ouvert trop longtemps. Rien n’a été lié. Cliquez de nouveau sur Link.',
    changed: 'Quelqu’un a modifié ce lien entre-temps. Voici son état actuel ; rien d’autre n’a changé.',
    'no-organization':
      'Cet utilisateur n’a pas d’environnement Dynamics 365. Demandez l’accès à votre administrateur Microsoft ou liez un autre utilisateur.',
    'too-many-requests': 'Trop de tentatives. Patientez un instant, puis réessayez.',
    'in-progress': 'La même demande est encore en cours. Patientez un instant, puis réessayez.',
    configuration: 'L’intégration est mal configurée. Seul Vonage peut y remédier : contactez l’assistance.',
    internal: 'Un problème est survenu chez nous. Réessayez ; s’il persiste, contactez l’assistance.',
    'identity-provider-unavailable': 'Le service de connexion de Microsoft n’a pas répondu. Réessayez dans un instant.',
    'dynamics-unavailable':
      'Dynamics 365 n’a pas répondu. Votre connexion est conservée dix minutes : réessayez dans un instant.',
    'popup-blocked':
      'Votre navigateur a bloqué la fenêtre de connexion. Autorisez les fenêtres pop-up pour ce site (symbole dans la barre d’adresse ou réglages du site), puis cliquez de nouveau sur Link.',
    'popup-blocked/late':
      'La fenêtre de connexion n’a pas pu s’ouvrir à temps. Cliquez de nouveau sur Link : elle est prête.',
    'popup-blocked/firefox':
      'Firefox a bloqué la fenêtre de connexion. Dans la barre au-dessus de la page, choisissez Préférences et autorisez les fenêtres pop-up, puis cliquez de nouveau sur Link.',
    'popup-blocked/safari':
      'Safari a bloqué la fenêtre de connexion. Choisissez Réglages pour ce site web, Fenêtres pop-up, Autoriser, puis cliquez de nouveau sur Link.',
    cancelled: 'La liaison a été annulée. Rien n’a été lié.',
    'cancelled/posted':
      'Vous avez cessé d’attendre. Ce qui est déjà envoyé peut encore prendre effet ; vous le verrez alors ici.',
    'sign-in-timeout':
      'La connexion a duré plus d’une demi-heure et a été abandonnée. Rien n’a été lié. Cliquez de nouveau sur Link.',
    'callback-silent':
      'Microsoft a répondu, mais la page de retour du portail n’a rien transmis. Contactez l’assistance avec le rapport.',
    framed:
      'Cette page est affichée dans un autre site, où la connexion à Microsoft est impossible. Ouvrez-la dans un onglet.',
    'attempt-elsewhere':
      'Une liaison est déjà en cours dans un autre onglet ou ailleurs sur cette page. Terminez-la là-bas ou continuez ici.',
    'attempt-elsewhere/portal':
      'Une autre connexion Microsoft du portail est en cours dans cet onglet. Terminez-la ou ouvrez le portail dans un nouvel onglet, puis cliquez de nouveau sur Link.',
    'backend-unreachable': 'Le portail ne répond pas. Vérifiez votre connexion ; nous réessayons automatiquement.',
    'backend-unreachable/not-loaded':
      'La connexion n’a pas pu être chargée. Vérifiez votre réseau et cliquez de nouveau sur Link ; si cela ne suffit pas, rechargez la page.',
    'backend-invalid': 'La réponse du portail est inattendue. Réessayez ; si cela se répète, contactez l’assistance.',
  },
};
