import type { Translation } from '../messages/messages.js';

export const messages: Translation = {
  loading: 'Cargando…',
  unavailable: 'El portal no responde.',
  linkedDate: 'Vinculado el',
  user: 'Usuario de Dynamics 365',
  environment: 'Entorno',
  linkedBy: 'Vinculado por',
  whichUser:
    'Las llamadas actuarán como el usuario que vincule. Lo mejor es uno reservado a las llamadas, que pueda buscar, crear y modificar registros.',
  lookOnly: 'Solo un administrador con permiso puede cambiar algo aquí.',
  takeOver: 'Continuar aquí',
  cancel: 'Cancelar',
  tryAgain: 'Reintentar',
  showWindow: 'Mostrar la ventana',
  copyDetails: 'Copiar informe de soporte',
  copied: 'Copiado',
  copyYourself: 'El navegador no ha permitido copiar. Copie este texto:',
  contactSupport: 'Contactar con soporte',
  openInTab: 'Abrir esta página en otra pestaña',
  reload: 'Recargar la página',
  copyConsentLink: 'Copiar el enlace para su administrador de Microsoft',
  linking: 'Vinculando',
  opening: 'Abriendo la ventana de inicio de sesión…',
  inWindow: 'Inicie sesión en Dynamics 365 en la ventana nueva y acepte los permisos.',
  whereIsWindow: '¿No ve la ventana de inicio de sesión? Búsquela detrás de esta o en otras pestañas, o reinténtelo.',
  didYouFinish: '¿Ha terminado de iniciar sesión? Si ha cerrado la ventana, reinténtelo.',
  checking: 'Comprobando el usuario de Dynamics 365…',
  stillChecking: 'La respuesta tarda. Seguimos preguntando.',
  choose: 'Elija un entorno',
  chooseHint:
    'Este usuario tiene varios entornos de Dynamics 365. Las llamadas podrán buscar, crear y modificar registros en el que elija.',
  unlinking: 'Desvinculando…',
  unlinkQuestion: '¿Desvincular a {name}?',
  unlinkStops:
    'Desde ahora y para toda la cuenta VCC, las llamadas dejarán de buscar, crear y modificar registros en Dynamics 365.',
  unlinkRemains:
    'Los registros quedan como están. El permiso dado a Vonage sigue en Microsoft Entra hasta que su administrador de Microsoft lo retire.',
  keepLink: 'Mantener el vínculo',
  expired:
    'Microsoft ya no acepta este vínculo y las llamadas no llegan a Dynamics 365. Vincule de nuevo el mismo usuario.',
  restricted:
    'Dynamics 365 ya no permite a este usuario lo que las llamadas necesitan. Pida a su administrador de Dynamics 365 que restaure su licencia y su rol de seguridad, o vincule otro usuario.',
  missing: 'Falta: {privileges}.',
  readOn: 'Leer en {table}',
  createOn: 'Crear en {table}',
  writeOn: 'Escribir en {table}',
  deleteOn: 'Eliminar en {table}',
  appendOn: 'Anexar en {table}',
  appendToOn: 'Anexar a en {table}',
  assignOn: 'Asignar en {table}',
  shareOn: 'Compartir en {table}',
  needsAttention: 'Este vínculo tiene un problema. Vincule de nuevo; si no basta, contacte con soporte.',
  errors: {
    'invalid-request': 'El portal y su servidor no se entienden. Contacte con soporte.',
    'code-rejected': 'Microsoft ya no acepta este inicio de sesión. No se ha vinculado nada. Vincule de nuevo.',
    'not-signed-in':
      'Su sesión del portal ha terminado. Inicie sesión en el portal en otra pestaña y reinténtelo aquí.',
    'not-entitled': 'Esta cuenta VCC no incluye la integración con Dynamics 365. Contacte con soporte.',
    'insufficient-privileges':
      'Este usuario no puede hacer todo lo que las llamadas necesitan. Falta: {privileges}. Pida a su administrador de Dynamics 365 que lo añada a su rol de seguridad, o vincule otro usuario.',
    'environment-blocked':
      'Este entorno de Dynamics 365 no deja entrar a Vonage: por su firewall de IP, por su lista de aplicaciones permitidas o porque está en modo de administración. Pida a su administrador de Power Platform que permita el acceso de Vonage y vincule de nuevo.',
    'wrong-account': 'Esta cuenta no se puede vincular. Use una cuenta de trabajo de su entorno de Dynamics 365.',
    'consent-declined': 'No se han aceptado los permisos. No se ha vinculado nada. Vincule de nuevo y elija Aceptar.',
    'admin-consent-required':
      'Solo un administrador de Microsoft puede aceptar estos permisos. Envíele el enlace de consentimiento y vincule de nuevo.',
    'sign-in-failed':
      'Microsoft no ha permitido iniciar sesión a este usuario. Vincule de nuevo o consulte a su administrador de Microsoft.',
    'sign-in-failed/more-proof':
      'Microsoft quiere comprobar de nuevo la identidad de este usuario. Vincule de nuevo y complete todos los pasos.',
    'sign-in-failed/policy':
      'Una regla de Microsoft Entra ha impedido este inicio de sesión. Pida a su administrador de Microsoft que lo permita.',
    'sign-in-failed/not-assigned':
      'Este usuario no está asignado a la aplicación de Vonage en Microsoft Entra. Pida a su administrador de Microsoft que lo asigne.',
    'sign-in-failed/disabled':
      'Esta cuenta de Microsoft está deshabilitada o bloqueada. Consulte a su administrador de Microsoft o vincule otro usuario.',
    'session-changed':
      'Su sesión del portal ha cambiado mientras iniciaba sesión. No se ha vinculado nada. Vincule de nuevo.',
    'already-linked-elsewhere':
      'Este usuario de Dynamics 365 está vinculado a otra cuenta VCC. Desvincúlelo allí primero o vincule otro usuario.',
    'choice-expired': 'La elección ha estado abierta demasiado tiempo. No se ha vinculado nada. Vincule de nuevo.',
    changed: 'Alguien ha cambiado este vínculo entretanto; no ha cambiado nada más.',
    'changed/account':
      'Su sesión del portal trabaja ahora con otra cuenta de VCC, así que aquí no se muestra ni se cambia nada. Recargue la página para ver esa cuenta, o vuelva a la anterior.',
    'no-organization':
      'Este usuario no tiene entorno de Dynamics 365. Pida acceso a su administrador de Microsoft o vincule otro usuario.',
    'too-many-requests': 'Demasiados intentos. Espere un momento y reinténtelo.',
    'in-progress': 'La misma solicitud sigue en curso. Espere un momento y reinténtelo.',
    configuration: 'La integración no está bien configurada. Solo Vonage puede arreglarlo: contacte con soporte.',
    internal: 'Algo ha fallado por nuestra parte. Reinténtelo; si no basta, contacte con soporte.',
    'identity-provider-unavailable':
      'El servicio de inicio de sesión de Microsoft no ha respondido. Espere un momento y reinténtelo.',
    'dynamics-unavailable':
      'Dynamics 365 no ha respondido. Su inicio de sesión se conserva diez minutos: espere un momento y reinténtelo.',
    'popup-blocked':
      'Su navegador ha bloqueado la ventana de inicio de sesión. Permita las ventanas emergentes en la barra de direcciones y vincule de nuevo.',
    'popup-blocked/late': 'La ventana de inicio de sesión no se ha abierto a tiempo. Vincule de nuevo.',
    'popup-blocked/firefox':
      'Firefox ha bloqueado la ventana de inicio de sesión. Permita las ventanas emergentes en Preferencias, en la barra sobre la página, y vincule de nuevo.',
    'popup-blocked/safari':
      'Safari ha bloqueado la ventana de inicio de sesión. Permita las ventanas emergentes en Ajustes de este sitio web y vincule de nuevo.',
    cancelled: 'Vinculación cancelada. No se ha vinculado nada.',
    'cancelled/posted': 'Ha dejado de esperar. Lo enviado aún puede surtir efecto; si es así, lo verá aquí.',
    'sign-in-timeout': 'El inicio de sesión ha tardado más de media hora. No se ha vinculado nada. Vincule de nuevo.',
    'callback-silent': 'La página de retorno del portal no transmite el inicio de sesión. Contacte con soporte.',
    framed:
      'Esta página se muestra dentro de otro sitio, así que aquí no se puede cambiar nada. Ábrala en otra pestaña.',
    'attempt-elsewhere':
      'Ya se está vinculando en otra pestaña o en otra parte de esta página. Termine allí o continúe aquí.',
    'attempt-elsewhere/portal':
      'Hay otro inicio de sesión de Microsoft del portal en esta pestaña. Termínelo o abra el portal en otra pestaña y vincule de nuevo.',
    'backend-unreachable': 'El portal no responde. Compruebe su conexión; lo seguimos intentando.',
    'backend-unreachable/not-loaded':
      'No se ha podido cargar el inicio de sesión. Compruebe su conexión y vincule de nuevo; si no basta, recargue la página.',
    'backend-invalid':
      'El portal ha enviado una respuesta que no se puede leer. Reinténtelo; si no basta, contacte con soporte.',
  },
};
