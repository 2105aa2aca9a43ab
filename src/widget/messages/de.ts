import type { Translation } from '../messages.js';

export const messages: Translation = {
  loading: 'Wird geladen…',
  unavailable: 'Das Portal antwortet nicht.',
  linkedDate: 'Verknüpft am',
  user: 'Dynamics 365-Benutzer',
  environment: 'Umgebung',
  linkedBy: 'Verknüpft von',
  whichUser:
    'Verknüpfen Sie einen Dynamics 365-Benutzer, der Datensätze suchen, anlegen und ändern darf, am besten einen nur für das Contact Center: Jeder Anruf handelt als dieser Benutzer.',
  lookOnly:
    'Sie können diese Verknüpfung sehen, aber nur Administratoren mit dem entsprechenden Recht können sie ändern.',
  linkAgain: 'Erneut verknüpfen',
  takeOver: 'Stattdessen hier fortfahren',
  cancel: 'Abbrechen',
  tryAgain: 'Erneut versuchen',
  showWindow: 'Fenster zeigen',
  copyDetails: 'Supportbericht kopieren',
  copied: 'Kopiert',
  copyYourself: 'Der Browser hat das Kopieren nicht erlaubt. Kopieren Sie diesen Text:',
  contactSupport: 'Support kontaktieren',
  openInTab: 'Diese Seite in eigenem Tab öffnen',
  copyConsentLink: 'Link für Ihren Microsoft-Administrator kopieren',
  linking: 'Wird verknüpft',
  opening: 'Das Anmeldefenster wird geöffnet…',
  inWindow:
    'Melden Sie sich im neuen Fenster bei Dynamics 365 an und stimmen Sie den Berechtigungen zu. Das Fenster schließt sich von selbst.',
  whereIsWindow:
    'Wenn Sie das Anmeldefenster nicht sehen, suchen Sie es hinter diesem oder in Ihren anderen Tabs, oder versuchen Sie es erneut.',
  didYouFinish: 'Haben Sie die Anmeldung abgeschlossen? Wenn das Fenster zu ist, versuchen Sie es erneut.',
  checking: 'Der Dynamics 365-Benutzer wird geprüft…',
  stillChecking: 'Die Antwort dauert länger als sonst. Wir fragen weiter; nichts geht verloren.',
  choose: 'Wählen Sie eine Umgebung',
  chooseHint:
    'Dieser Benutzer hat mehrere Dynamics 365-Umgebungen. Anrufe suchen, erstellen und ändern Datensätze in der, die Sie wählen.',
  unlinking: 'Verknüpfung wird aufgehoben…',
  unlinkQuestion: 'Verknüpfung mit {name} aufheben?',
  unlinkStops:
    'Ab sofort und für das ganze VCC-Konto suchen, erstellen und ändern Anrufe keine Datensätze in Dynamics 365 mehr.',
  unlinkRemains:
    'Datensätze bleiben, wie sie sind. Die Berechtigung für Vonage bleibt in Microsoft Entra, bis Ihr Microsoft-Administrator sie entfernt.',
  keepLink: 'Verknüpfung behalten',
  expired:
    'Microsoft akzeptiert diese Verknüpfung nicht mehr, daher erreichen Anrufe Dynamics 365 nicht. Verknüpfen Sie denselben Benutzer erneut.',
  restricted:
    'Dynamics 365 erlaubt diesem Benutzer nicht mehr, was Anrufe brauchen. Bitten Sie Ihren Dynamics 365-Administrator, Lizenz und Sicherheitsrolle wiederherzustellen, oder verknüpfen Sie einen anderen Benutzer.',
  missing: 'Es fehlt: {privileges}.',
  needsAttention:
    'Mit dieser Verknüpfung stimmt etwas nicht. Verknüpfen Sie erneut; wenn das nicht hilft, kontaktieren Sie den Support.',
  errors: {
    'invalid-request': 'Das Portal und sein Server verstehen einander nicht. Kontaktieren Sie den Support.',
    'code-rejected':
      'Microsoft hat diese Anmeldung nicht mehr akzeptiert. Nichts wurde verknüpft. Klicken Sie erneut auf Link.',
    'not-signed-in':
      'Ihre Portalsitzung ist beendet. Melden Sie sich in einem anderen Tab am Portal an und versuchen Sie es hier erneut.',
    'not-entitled':
      'Dieses VCC-Konto enthält die Integration mit Microsoft Dynamics 365 nicht. Kontaktieren Sie den Support.',
    'insufficient-privileges':
      'Dieser Benutzer darf nicht alles, was Anrufe brauchen. Es fehlt: {privileges}. Bitten Sie Ihren Dynamics 365-Administrator, dies in der Sicherheitsrolle zu ergänzen, oder verknüpfen Sie einen anderen Benutzer.',
    'wrong-account':
      'Dieses Konto kann nicht verknüpft werden. Nehmen Sie ein Geschäftskonto Ihrer Organisation, das Benutzer Ihrer Dynamics 365-Umgebung ist.',
    'consent-declined':
      'Den Berechtigungen wurde nicht zugestimmt; nichts wurde verknüpft. Klicken Sie erneut auf Link und wählen Sie Akzeptieren.',
    'admin-consent-required':
      'In Ihrer Organisation darf nur ein Microsoft-Administrator diesen Berechtigungen zustimmen. Senden Sie ihm den Link zur Zustimmung und klicken Sie dann erneut auf Link.',
    'sign-in-failed':
      'Microsoft hat diesen Benutzer nicht angemeldet. Klicken Sie erneut auf Link oder fragen Sie Ihren Microsoft-Administrator.',
    'sign-in-failed/more-proof':
      'Microsoft will die Identität dieses Benutzers erneut prüfen. Klicken Sie erneut auf Link und gehen Sie jeden Schritt bis zum Ende.',
    'sign-in-failed/policy':
      'Eine Regel Ihrer Organisation in Microsoft Entra hat diese Anmeldung verhindert. Bitten Sie Ihren Microsoft-Administrator, sie zu erlauben.',
    'sign-in-failed/not-assigned':
      'Dieser Benutzer ist der Vonage-App in Microsoft Entra nicht zugewiesen. Bitten Sie Ihren Microsoft-Administrator, ihn zuzuweisen.',
    'sign-in-failed/disabled':
      'Dieses Microsoft-Konto ist deaktiviert oder gesperrt. Fragen Sie Ihren Microsoft-Administrator oder verknüpfen Sie einen anderen Benutzer.',
    'session-changed':
      'Ihre Portalsitzung hat sich während der Anmeldung geändert; nichts wurde verknüpft. Klicken Sie erneut auf Link.',
    'already-linked-elsewhere':
      'Dieser Dynamics 365-Benutzer ist mit einem anderen VCC-Konto verknüpft. Heben Sie das zuerst dort auf, oder verknüpfen Sie einen anderen Benutzer.',
    'organization-choice-required': 'Wählen Sie eine Umgebung, um abzuschließen.',
    'choice-expired': 'Die Auswahl war zu lange offen. Nichts wurde verknüpft. Klicken Sie erneut auf Link.',
    changed: 'Jemand hat diese Verknüpfung inzwischen geändert. So ist sie jetzt; sonst hat sich nichts geändert.',
    'no-organization':
      'Dieser Benutzer hat keine Dynamics 365-Umgebung. Bitten Sie Ihren Microsoft-Administrator um Zugriff, oder verknüpfen Sie einen anderen Benutzer.',
    'too-many-requests': 'Zu viele Versuche. Warten Sie einen Moment und versuchen Sie es erneut.',
    'in-progress': 'Dieselbe Anfrage läuft noch. Warten Sie einen Moment und versuchen Sie es erneut.',
    configuration:
      'Die Integration ist nicht richtig eingerichtet. Nur Vonage kann das beheben: Kontaktieren Sie den Support.',
    internal:
      'Bei uns ist etwas schiefgegangen. Versuchen Sie es erneut; wenn es wieder passiert, kontaktieren Sie den Support.',
    'identity-provider-unavailable':
      'Der Anmeldedienst von Microsoft hat nicht geantwortet. Versuchen Sie es gleich erneut.',
    'dynamics-unavailable':
      'Dynamics 365 hat nicht geantwortet. Ihre Anmeldung gilt noch zehn Minuten: Versuchen Sie es gleich erneut.',
    'popup-blocked':
      'Ihr Browser hat das Anmeldefenster blockiert. Erlauben Sie Pop-ups für diese Website (Symbol in der Adressleiste oder Website-Einstellungen) und klicken Sie erneut auf Link.',
    'popup-blocked/late':
      'Das Anmeldefenster konnte nicht rechtzeitig geöffnet werden. Klicken Sie erneut auf Link: Jetzt ist es bereit.',
    'popup-blocked/firefox':
      'Firefox hat das Anmeldefenster blockiert. Wählen Sie in der Leiste über der Seite Einstellungen, erlauben Sie Pop-ups und klicken Sie erneut auf Link.',
    'popup-blocked/safari':
      'Safari hat das Anmeldefenster blockiert. Wählen Sie Einstellungen für diese Website, Pop-up-Fenster, Erlauben und klicken Sie erneut auf Link.',
    cancelled: 'Abgebrochen. Nichts wurde verknüpft.',
    'cancelled/posted': 'Sie warten nicht mehr. Was schon gesendet ist, kann noch wirken; dann sehen Sie es hier.',
    'sign-in-timeout':
      'Die Anmeldung dauerte länger als eine halbe Stunde und wurde aufgegeben. Nichts wurde verknüpft. Klicken Sie erneut auf Link.',
    'callback-silent':
      'Microsoft hat geantwortet, aber die Rückkehrseite des Portals hat nichts weitergegeben. Kontaktieren Sie den Support mit dem Bericht.',
    framed:
      'Diese Seite steckt in einer anderen Website, wo die Anmeldung bei Microsoft nicht geht. Öffnen Sie sie in einem eigenen Tab.',
    'attempt-elsewhere':
      'In einem anderen Tab oder an anderer Stelle dieser Seite wird schon verknüpft. Schließen Sie das dort ab oder fahren Sie hier fort.',
    'attempt-elsewhere/portal':
      'In diesem Tab läuft eine andere Microsoft-Anmeldung des Portals. Schließen Sie sie ab oder öffnen Sie das Portal in einem neuen Tab, und klicken Sie erneut auf Link.',
    'backend-unreachable': 'Das Portal antwortet nicht. Prüfen Sie Ihre Verbindung; wir versuchen es selbst weiter.',
    'backend-unreachable/not-loaded':
      'Die Anmeldung konnte nicht geladen werden. Prüfen Sie Ihre Verbindung und klicken Sie erneut auf Link; wenn das nicht hilft, laden Sie die Seite neu.',
    'backend-invalid':
      'Die Antwort des Portals ergibt hier keinen Sinn. Versuchen Sie es erneut; wenn es wieder passiert, kontaktieren Sie den Support.',
  },
};
