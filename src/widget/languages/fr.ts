import type { Translation } from '../messages/messages.js';

export const messages: Translation = {
  loading: 'Chargement…',
  unavailable: 'Le portail ne répond pas.',
  linkedDate: 'Lié le',
  user: 'Utilisateur Dynamics 365',
  environment: 'Environnement',
  linkedBy: 'Lié par',
  whichUser:
    'Les appels agiront en tant que l’utilisateur que vous liez. Le mieux : un utilisateur réservé aux appels, autorisé à rechercher, créer et modifier des enregistrements.',
  lookOnly: 'Seul un administrateur autorisé peut modifier quelque chose ici.',
  takeOver: 'Continuer ici',
  cancel: 'Annuler',
  tryAgain: 'Réessayer',
  showWindow: 'Afficher la fenêtre',
  copyDetails: 'Copier le rapport d’assistance',
  copied: 'Copié',
  copyYourself: 'Copie bloquée par le navigateur. Copiez ce texte :',
  contactSupport: 'Contacter l’assistance',
  openInTab: 'Ouvrir cette page dans un autre onglet',
  reload: 'Recharger la page',
  copyConsentLink: 'Copier l’URL pour votre administrateur Microsoft',
  linking: 'Liaison en cours',
  opening: 'Ouverture de la fenêtre de connexion…',
  inWindow: 'Connectez-vous à Dynamics 365 dans la nouvelle fenêtre et acceptez les autorisations.',
  whereIsWindow: 'Pas de fenêtre de connexion ? Cherchez-la derrière celle-ci ou dans vos onglets, ou réessayez.',
  didYouFinish: 'Connexion terminée ? Si vous avez fermé la fenêtre, réessayez.',
  checking: 'Vérification de l’utilisateur Dynamics 365…',
  stillChecking: 'La réponse tarde. Nous réessayons.',
  choose: 'Choisissez un environnement',
  chooseHint:
    'Cet utilisateur a plusieurs environnements Dynamics 365. Les appels vont rechercher, créer et modifier des enregistrements dans l’environnement choisi.',
  unlinking: 'Suppression du lien…',
  unlinkQuestion: 'Supprimer le lien avec {name} ?',
  unlinkStops:
    'Dès maintenant et pour tout le compte VCC, les appels cesseront de rechercher, créer et modifier des enregistrements dans Dynamics 365.',
  unlinkRemains:
    'Les enregistrements restent intacts. L’autorisation de Vonage reste dans Microsoft Entra jusqu’à son retrait par votre administrateur Microsoft.',
  keepLink: 'Garder le lien',
  expired:
    'Microsoft n’accepte plus ce lien : les appels n’accèdent plus à Dynamics 365. Liez à nouveau le même utilisateur.',
  restricted:
    'Cet utilisateur n’a plus tous les droits nécessaires aux appels. Demandez à votre administrateur Dynamics 365 de rétablir sa licence et son rôle de sécurité, ou liez un autre utilisateur.',
  missing: 'Il manque : {privileges}.',
  readOn: 'Lire sur {table}',
  createOn: 'Créer sur {table}',
  writeOn: 'Écrire sur {table}',
  deleteOn: 'Supprimer sur {table}',
  appendOn: 'Ajouter sur {table}',
  appendToOn: 'Ajouter à sur {table}',
  assignOn: 'Attribuer sur {table}',
  shareOn: 'Partager sur {table}',
  needsAttention: 'Ce lien pose un problème. Liez à nouveau ; si cela ne suffit pas, contactez l’assistance.',
  errors: {
    'invalid-request': 'Le portail et son serveur ne se comprennent pas. Contactez l’assistance.',
    'code-rejected': 'Microsoft n’accepte plus cette connexion. Rien n’a été lié. Liez à nouveau.',
    'not-signed-in':
      'Votre session du portail est terminée. Reconnectez-vous au portail dans un autre onglet, puis réessayez ici.',
    'not-entitled': 'Ce compte VCC ne comprend pas l’intégration avec Dynamics 365. Contactez l’assistance.',
    'insufficient-privileges':
      'Cet utilisateur n’a pas tous les droits nécessaires aux appels. Il manque : {privileges}. Demandez à votre administrateur Dynamics 365 de les ajouter à son rôle de sécurité, ou liez un autre utilisateur.',
    'environment-blocked':
      'Cet environnement Dynamics 365 ne laisse pas entrer Vonage : à cause de son pare-feu IP, de sa liste d’applications autorisées, ou parce qu’il est en mode d’administration. Demandez à votre administrateur Power Platform d’autoriser Vonage, puis liez de nouveau.',
    'wrong-account':
      'Ce compte ne peut pas être lié. Liez un compte professionnel de votre environnement Dynamics 365.',
    'consent-declined':
      'Les autorisations n’ont pas été acceptées. Rien n’a été lié. Liez à nouveau et choisissez Accepter.',
    'admin-consent-required':
      'Seul un administrateur Microsoft peut accepter ces autorisations. Envoyez-lui l’URL de consentement, puis liez à nouveau.',
    'sign-in-failed':
      'Microsoft a refusé la connexion de cet utilisateur. Liez à nouveau ou adressez-vous à votre administrateur Microsoft.',
    'sign-in-failed/more-proof':
      'Cet utilisateur doit prouver à nouveau son identité. Liez à nouveau et suivez toutes les étapes.',
    'sign-in-failed/policy':
      'Une règle dans Microsoft Entra a bloqué cette connexion. Demandez à votre administrateur Microsoft de l’autoriser.',
    'sign-in-failed/not-assigned':
      'Cet utilisateur n’est pas affecté à l’application Vonage dans Microsoft Entra. Demandez à votre administrateur Microsoft de l’affecter.',
    'sign-in-failed/disabled':
      'Ce compte Microsoft est désactivé ou verrouillé. Adressez-vous à votre administrateur Microsoft ou liez un autre utilisateur.',
    'session-changed': 'Votre session du portail a changé pendant la connexion. Rien n’a été lié. Liez à nouveau.',
    'already-linked-elsewhere':
      'Cet utilisateur Dynamics 365 est lié à un autre compte VCC. Supprimez d’abord ce lien, ou liez un autre utilisateur.',
    'choice-expired': 'Le choix est resté ouvert trop longtemps. Rien n’a été lié. Liez à nouveau.',
    changed: 'Quelqu’un a modifié ce lien entre-temps ; rien d’autre n’a changé.',
    'changed/account':
      'Votre session du portail concerne maintenant un autre compte VCC : rien n’est affiché ni modifié ici. Rechargez la page pour voir ce compte, ou revenez au précédent.',
    'no-organization':
      'Cet utilisateur n’a pas d’environnement Dynamics 365. Demandez l’accès à votre administrateur Microsoft ou liez un autre utilisateur.',
    'too-many-requests': 'Trop de tentatives. Patientez un instant, puis réessayez.',
    'in-progress': 'La même demande est encore en cours. Patientez un instant, puis réessayez.',
    configuration: 'L’intégration est mal configurée. Seul Vonage peut la corriger : contactez l’assistance.',
    internal: 'Un problème est survenu chez nous. Réessayez ; si cela ne suffit pas, contactez l’assistance.',
    'identity-provider-unavailable':
      'Le service de connexion de Microsoft n’a pas répondu. Patientez un instant, puis réessayez.',
    'dynamics-unavailable':
      'Dynamics 365 n’a pas répondu. Votre connexion est conservée dix minutes : patientez un instant, puis réessayez.',
    'popup-blocked':
      'Votre navigateur a bloqué la fenêtre de connexion. Autorisez les fenêtres pop-up dans la barre d’adresse, puis liez à nouveau.',
    'popup-blocked/late': 'La fenêtre de connexion ne s’est pas ouverte à temps. Liez à nouveau.',
    'popup-blocked/firefox':
      'Firefox a bloqué la fenêtre de connexion. Autorisez les fenêtres pop-up sous Préférences dans la barre au-dessus de la page, puis liez à nouveau.',
    'popup-blocked/safari':
      'Safari a bloqué la fenêtre de connexion. Autorisez les fenêtres pop-up sous Réglages pour ce site web, puis liez à nouveau.',
    cancelled: 'Annulé. Rien n’a été lié.',
    'cancelled/posted': 'Attente interrompue. L’envoi peut encore aboutir ; si oui, vous le verrez ici.',
    'sign-in-timeout': 'La connexion a duré plus d’une demi-heure. Rien n’a été lié. Liez à nouveau.',
    'callback-silent': 'La page de retour du portail ne transmet pas la connexion. Contactez l’assistance.',
    framed:
      'Cette page est affichée dans un autre site : rien ne peut être modifié ici. Ouvrez-la dans un autre onglet.',
    'attempt-elsewhere':
      'Une liaison est déjà en cours dans un autre onglet ou ailleurs sur cette page. Terminez-la ou continuez ici.',
    'attempt-elsewhere/portal':
      'Une autre connexion Microsoft du portail est en cours dans cet onglet. Terminez-la ou ouvrez le portail dans un autre onglet, puis liez à nouveau.',
    'backend-unreachable': 'Le portail ne répond pas. Vérifiez votre réseau ; nous réessayons.',
    'backend-unreachable/not-loaded':
      'La connexion n’a pas pu être chargée. Vérifiez votre réseau et liez à nouveau ; si cela ne suffit pas, rechargez la page.',
    'backend-invalid':
      'La réponse du portail est inattendue. Réessayez ; si cela ne suffit pas, contactez l’assistance.',
  },
};
