import type { HealthTexts } from '../messages/messages.js';

export const texts: HealthTexts = {
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
};
