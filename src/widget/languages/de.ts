import type { Translation } from '../messages/messages.js';

export const messages: Translation = {
  loading: 'Wird geladen…',
  unavailable: 'Das Portal antwortet nicht.',
  linkedDate: 'Verknüpft am',
  user: 'Dynamics 365-Benutzer',
  environment: 'Umgebung',
  linkedBy: 'Verknüpft von',
  whichUser:
    'Anrufe greifen als der Benutzer zu, den Sie verknüpfen. Am besten ist ein eigener Benutzer nur für Anrufe, der Datensätze suchen, anlegen und ändern darf.',
  lookOnly: 'Nur berechtigte Administratoren können hier etwas ändern.',
  takeOver: 'Hier fortfahren',
  cancel: 'Abbrechen',
  tryAgain: 'Erneut versuchen',
  showWindow: 'Fenster anzeigen',
  copyDetails: 'Supportbericht kopieren',
  copied: 'Kopiert',
  copyYourself: 'Der Browser hat das Kopieren blockiert. Kopieren Sie diesen Text:',
  contactSupport: 'Support kontaktieren',
  openInTab: 'Diese Seite in einem neuen Tab öffnen',
  reload: 'Seite neu laden',
  copyConsentLink: 'Link für Ihren Microsoft-Administrator kopieren',
  linking: 'Wird verknüpft',
  opening: 'Das Anmeldefenster wird geöffnet…',
  inWindow: 'Melden Sie sich im neuen Fenster bei Dynamics 365 an und stimmen Sie den Berechtigungen zu.',
  whereIsWindow:
    'Kein Anmeldefenster? Suchen Sie es hinter diesem oder in einem anderen Tab, oder versuchen Sie es erneut.',
  didYouFinish: 'Anmeldung abgeschlossen? Ist das Fenster geschlossen, versuchen Sie es erneut.',
  checking: 'Der Dynamics 365-Benutzer wird geprüft…',
  stillChecking: 'Die Antwort dauert länger als sonst. Wir versuchen es weiter.',
  choose: 'Wählen Sie eine Umgebung',
  chooseHint:
    'Dieser Benutzer hat mehrere Dynamics 365-Umgebungen. In der gewählten können Anrufe Datensätze suchen, anlegen und ändern.',
  unlinking: 'Verknüpfung wird aufgehoben…',
  unlinkQuestion: 'Verknüpfung mit {name} aufheben?',
  unlinkStops:
    'Ab sofort können Anrufe für das ganze VCC-Konto keine Datensätze in Dynamics 365 mehr suchen, anlegen und ändern.',
  unlinkRemains:
    'Datensätze bleiben unverändert. Die Berechtigung für Vonage bleibt in Microsoft Entra, bis Ihr Microsoft-Administrator sie entfernt.',
  keepLink: 'Verknüpfung behalten',
  expired:
    'Microsoft akzeptiert diese Verknüpfung nicht mehr. Anrufe erreichen Dynamics 365 nicht. Verknüpfen Sie denselben Benutzer erneut.',
  restricted:
    'Dieser Benutzer darf nicht mehr alles, was Anrufe brauchen. Bitten Sie Ihren Dynamics 365-Administrator, Lizenz und Sicherheitsrolle wiederherzustellen, oder verknüpfen Sie einen anderen Benutzer.',
  missing: 'Es fehlt: {privileges}.',
  readOn: 'Lesen für {table}',
  createOn: 'Erstellen für {table}',
  writeOn: 'Schreiben für {table}',
  deleteOn: 'Löschen für {table}',
  appendOn: 'Anfügen für {table}',
  appendToOn: 'Anfügen an für {table}',
  assignOn: 'Zuweisen für {table}',
  shareOn: 'Freigeben für {table}',
  needsAttention:
    'Mit dieser Verknüpfung stimmt etwas nicht. Verknüpfen Sie erneut; wenn das nicht hilft, kontaktieren Sie den Support.',
  errors: {
    'invalid-request': 'Portal und Server verstehen einander nicht. Kontaktieren Sie den Support.',
    'code-rejected': 'Microsoft akzeptiert diese Anmeldung nicht mehr. Nichts wurde verknüpft. Verknüpfen Sie erneut.',
    'not-signed-in':
      'Ihre Portalsitzung ist beendet. Melden Sie sich in einem anderen Tab am Portal an und versuchen Sie es hier erneut.',
    'not-entitled': 'Dieses VCC-Konto umfasst die Integration mit Dynamics 365 nicht. Kontaktieren Sie den Support.',
    'insufficient-privileges':
      'Dieser Benutzer darf nicht alles, was Anrufe brauchen. Es fehlt: {privileges}. Bitten Sie Ihren Dynamics 365-Administrator, die Sicherheitsrolle zu ergänzen, oder verknüpfen Sie einen anderen Benutzer.',
    'environment-blocked':
      'Diese Dynamics-365-Umgebung lässt Vonage nicht hinein: wegen ihrer IP-Firewall, ihrer Liste erlaubter Apps oder weil sie im Administrationsmodus ist. Bitten Sie Ihren Power-Platform-Administrator, Vonage zuzulassen, und verknüpfen Sie erneut.',
    'wrong-account':
      'Dieses Konto kann nicht verknüpft werden. Verknüpfen Sie ein Geschäftskonto aus Ihrer Dynamics 365-Umgebung.',
    'consent-declined':
      'Den Berechtigungen wurde nicht zugestimmt. Nichts wurde verknüpft. Verknüpfen Sie erneut und wählen Sie Akzeptieren.',
    'admin-consent-required':
      'Nur ein Microsoft-Administrator kann den Berechtigungen zustimmen. Senden Sie ihm den Zustimmungslink und verknüpfen Sie erneut.',
    'sign-in-failed':
      'Microsoft hat diesen Benutzer nicht angemeldet. Verknüpfen Sie erneut oder fragen Sie Ihren Microsoft-Administrator.',
    'sign-in-failed/more-proof':
      'Dieser Benutzer muss sich erneut ausweisen. Verknüpfen Sie erneut und schließen Sie alle Schritte ab.',
    'sign-in-failed/policy':
      'Eine Regel in Microsoft Entra hat diese Anmeldung blockiert. Bitten Sie Ihren Microsoft-Administrator, sie zu erlauben.',
    'sign-in-failed/not-assigned':
      'Dieser Benutzer ist der Vonage-App in Microsoft Entra nicht zugewiesen. Bitten Sie Ihren Microsoft-Administrator darum.',
    'sign-in-failed/disabled':
      'Dieses Microsoft-Konto ist deaktiviert oder gesperrt. Fragen Sie Ihren Microsoft-Administrator oder verknüpfen Sie einen anderen Benutzer.',
    'session-changed':
      'Ihre Portalsitzung hat sich während der Anmeldung geändert. Nichts wurde verknüpft. Verknüpfen Sie erneut.',
    'already-linked-elsewhere':
      'Dieser Dynamics 365-Benutzer ist mit einem anderen VCC-Konto verknüpft. Heben Sie das dort auf oder verknüpfen Sie einen anderen Benutzer.',
    'choice-expired': 'Die Auswahl war zu lange offen. Nichts wurde verknüpft. Verknüpfen Sie erneut.',
    changed: 'Jemand hat diese Verknüpfung inzwischen geändert; sonst wurde nichts geändert.',
    'changed/account':
      'Ihre Portalsitzung gilt jetzt für ein anderes VCC-Konto; deshalb wird hier nichts angezeigt und nichts geändert. Laden Sie die Seite neu, um jenes Konto zu sehen, oder wechseln Sie zurück.',
    'no-organization':
      'Dieser Benutzer hat keine Dynamics 365-Umgebung. Bitten Sie Ihren Microsoft-Administrator um Zugriff oder verknüpfen Sie einen anderen Benutzer.',
    'too-many-requests': 'Zu viele Versuche. Warten Sie einen Moment und versuchen Sie es erneut.',
    'in-progress': 'Dieselbe Anfrage läuft noch. Warten Sie einen Moment und versuchen Sie es erneut.',
    configuration:
      'Die Integration ist falsch eingerichtet. Nur Vonage kann das beheben: Kontaktieren Sie den Support.',
    internal:
      'Bei uns ist etwas schiefgegangen. Versuchen Sie es erneut; wenn das nicht hilft, kontaktieren Sie den Support.',
    'identity-provider-unavailable':
      'Microsofts Anmeldedienst antwortet nicht. Warten Sie einen Moment und versuchen Sie es erneut.',
    'dynamics-unavailable':
      'Dynamics 365 antwortet nicht. Ihre Anmeldung gilt noch zehn Minuten: Warten Sie einen Moment und versuchen Sie es erneut.',
    'popup-blocked':
      'Ihr Browser hat das Anmeldefenster blockiert. Erlauben Sie Pop-ups in der Adressleiste und verknüpfen Sie erneut.',
    'popup-blocked/late': 'Das Anmeldefenster wurde nicht rechtzeitig geöffnet. Verknüpfen Sie erneut.',
    'popup-blocked/firefox':
      'Firefox hat das Anmeldefenster blockiert. Erlauben Sie Pop-ups unter Einstellungen in der Leiste über der Seite und verknüpfen Sie erneut.',
    'popup-blocked/safari':
      'Safari hat das Anmeldefenster blockiert. Erlauben Sie Pop-ups unter Einstellungen für diese Website und verknüpfen Sie erneut.',
    cancelled: 'Abgebrochen. Nichts wurde verknüpft.',
    'cancelled/posted': 'Warten beendet. Gesendetes kann noch wirksam werden; dann sehen Sie es hier.',
    'sign-in-timeout': 'Die Anmeldung dauerte über eine halbe Stunde. Nichts wurde verknüpft. Verknüpfen Sie erneut.',
    'callback-silent': 'Die Rückkehrseite des Portals gibt die Anmeldung nicht weiter. Kontaktieren Sie den Support.',
    framed:
      'Diese Seite wird in einer anderen Website angezeigt; deshalb lässt sich hier nichts ändern. Öffnen Sie sie in einem neuen Tab.',
    'attempt-elsewhere':
      'In einem anderen Tab oder Teil dieser Seite wird schon verknüpft. Schließen Sie das ab oder fahren Sie hier fort.',
    'attempt-elsewhere/portal':
      'In diesem Tab läuft eine andere Microsoft-Anmeldung des Portals. Schließen Sie sie ab oder öffnen Sie das Portal in einem neuen Tab und verknüpfen Sie erneut.',
    'backend-unreachable': 'Das Portal antwortet nicht. Prüfen Sie Ihre Verbindung; wir versuchen es weiter.',
    'backend-unreachable/not-loaded':
      'Die Anmeldung konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und verknüpfen Sie erneut; wenn das nicht hilft, laden Sie die Seite neu.',
    'backend-invalid':
      'Die Antwort des Portals ist unverständlich. Versuchen Sie es erneut; wenn das nicht hilft, kontaktieren Sie den Support.',
  },
};
