import type { DetailedTexts } from '../messages/messages.js';

export const texts: DetailedTexts = {
  windowIsBehind:
    'Das Anmeldefenster ist noch offen. Wenn Sie es nicht sehen, suchen Sie es hinter diesem, oder lassen Sie es anzeigen.',
  userDiffers: 'Den verknüpften Benutzer ersetzen?',
  userDiffersHint: 'Verknüpft ist {from}, angemeldet hat sich {to}. Nach dem Ersetzen greifen Anrufe als {to} zu.',
  replaceUser: 'Benutzer ersetzen',
  actionNeeded: 'Handlung nötig',
  askedFor: 'Microsoft wird um drei Berechtigungen bitten',
  askedToSignIn: 'Den Benutzer anmelden und den Namen lesen: Er wird hier angezeigt.',
  askedToStay: 'Zugriff behalten, wenn der Benutzer nicht da ist: Anrufe kommen jederzeit.',
  askedToAct:
    'Dynamics 365 als dieser Benutzer verwenden: um bei Anrufen Datensätze zu suchen, anzulegen und zu ändern, im Rahmen seiner Sicherheitsrollen.',
  userMay: 'Was dieser Benutzer darf',
  checkedOn: 'Geprüft am {date}',
  checkAgain: 'Erneut prüfen',
  chooseWithin: 'Die Auswahl ist zehn Minuten lang möglich.',
  errors: {
    'storage-blocked':
      'Ihr Browser verweigert dieser Seite die Websitedaten, die die Anmeldung braucht. Erlauben Sie in den Einstellungen des Browsers Cookies und Websitedaten für diese Website, laden Sie die Seite neu und verknüpfen Sie erneut.',
    'backend-invalid/refused':
      'Etwas zwischen dieser Seite und dem Backend des Portals, etwa eine Firewall oder ein Proxy, lässt diese Anfrage nicht durch: {request}. Ihre Portalsitzung ist in Ordnung. Bitten Sie den Betreiber des Portals, dort POST und DELETE zu erlauben, und versuchen Sie es dann erneut.',
    'backend-invalid/in-between':
      'Etwas zwischen dieser Seite und dem Backend des Portals, etwa ein Proxy, hat an dessen Stelle geantwortet: {request}. Versuchen Sie es gleich noch einmal; hilft das nicht, muss der Betreiber des Portals nachsehen, warum das Backend nicht erreichbar ist.',
    'callback-silent/answered':
      'Microsoft hat geantwortet, aber die Rückkehrseite des Portals hat die Antwort nicht weitergegeben. Es wurde nichts verknüpft. Kontaktieren Sie den Support.',
    'callback-silent/portal-page':
      'Statt seiner Rückkehrseite zeigt das Portal eine andere Seite, daher kann keine Anmeldung zurückkommen. Es wurde nichts verknüpft. Kontaktieren Sie den Support: Die Fallback-Route und die Anmeldung des Portals müssen den Pfad {path} ausnehmen.',
    'callback-silent/missing':
      'Das Portal hat keine funktionierende Rückkehrseite, daher kann keine Anmeldung zurückkommen. Es wurde nichts verknüpft. Kontaktieren Sie den Support: popup-callback.html muss unter {path} liegen, ausgenommen von der Fallback-Route des Portals.',
  },
  healthReasons: {
    revoked:
      'Microsoft hat diese Verknüpfung beendet: Sie wurde widerrufen oder 90 Tage lang nicht benutzt. Anrufe erreichen Dynamics 365 nicht. Verknüpfen Sie denselben Benutzer erneut.',
    'more-proof':
      'Microsoft verlangt von diesem Benutzer einen neuen Nachweis seiner Identität. Anrufe erreichen Dynamics 365 nicht. Verknüpfen Sie denselben Benutzer erneut und schließen Sie jeden Schritt ab. Kommt das wieder, bitten Sie Ihren Microsoft-Administrator, den Benutzer von der Regel zur Anmeldehäufigkeit auszunehmen.',
    policy:
      'Eine Regel in Microsoft Entra hält diesen Benutzer auf, oder sein Konto ist deaktiviert. Anrufe erreichen Dynamics 365 nicht. Bitten Sie Ihren Microsoft-Administrator, ihn zuzulassen: Dann geht die Verknüpfung binnen eines Tages von selbst wieder, oder sofort, wenn Sie erneut verknüpfen.',
    'consent-withdrawn':
      'Die Berechtigungen für Vonage wurden in Microsoft Entra zurückgezogen. Anrufe erreichen Dynamics 365 nicht. Verknüpfen Sie denselben Benutzer erneut und stimmen Sie ihnen zu.',
    'app-removed':
      'Die Vonage-App wurde in Microsoft Entra aus Ihrem Unternehmen entfernt. Anrufe erreichen Dynamics 365 nicht. Bitten Sie Ihren Microsoft-Administrator, sie wieder zuzulassen, und verknüpfen Sie dann erneut.',
    'user-disabled':
      'Dieser Benutzer ist in Dynamics 365 deaktiviert. Bitten Sie Ihren Dynamics 365-Administrator, ihn zu aktivieren, oder verknüpfen Sie einen anderen Benutzer.',
    'no-licence':
      'Dieser Benutzer hat keine Dynamics 365-Lizenz mehr. Bitten Sie Ihren Microsoft-Administrator, ihm eine zuzuweisen, oder verknüpfen Sie einen anderen Benutzer.',
    'not-a-member':
      'Dieser Benutzer gehört nicht mehr zur Dynamics 365-Umgebung. Bitten Sie Ihren Dynamics 365-Administrator, ihn hinzuzufügen, oder verknüpfen Sie einen anderen Benutzer.',
    'environment-blocked':
      'Die Dynamics 365-Umgebung lässt Vonage nicht ein: wegen ihrer IP-Firewall, ihrer Liste erlaubter Apps oder des Verwaltungsmodus. Bitten Sie Ihren Power Platform-Administrator, Vonage einzulassen: Dann geht die Verknüpfung von selbst wieder.',
    'key-missing':
      'Vonage kann nicht öffnen, was von dieser Verknüpfung gespeichert ist. Wenden Sie sich an den Support, oder verknüpfen Sie denselben Benutzer erneut: Das hilft sofort.',
    'tenant-refused':
      'Das Unternehmen dieses Benutzers ist für diese Integration nicht mehr zugelassen. Bitten Sie den Vonage-Support, es zuzulassen, oder verknüpfen Sie einen Benutzer eines anderen Unternehmens.',
  },
};
