import type { DetailedTexts } from '../messages/messages.js';

export const texts: DetailedTexts = {
  windowIsBehind:
    'La ventana de inicio de sesión sigue abierta. Si no la ve, búsquela detrás de esta o haga que se muestre.',
  userDiffers: '¿Sustituir al usuario vinculado?',
  userDiffersHint:
    'Está vinculado {from}, pero ha iniciado sesión {to}. Si lo sustituye, las llamadas actuarán como {to}.',
  replaceUser: 'Sustituir al usuario',
  actionNeeded: 'Acción necesaria',
  askedFor: 'Microsoft pedirá tres permisos',
  askedToSignIn: 'Iniciar la sesión del usuario y leer su nombre: se muestra aquí.',
  askedToStay: 'Mantener el acceso cuando no está: las llamadas llegan a cualquier hora.',
  askedToAct:
    'Usar Dynamics 365 como este usuario: para buscar, crear y modificar registros durante las llamadas, dentro de sus roles de seguridad.',
  userMay: 'Qué puede hacer este usuario',
  checkedOn: 'Comprobado el {date}',
  checkAgain: 'Comprobar de nuevo',
  chooseWithin: 'Se puede elegir durante diez minutos.',
  errors: {
    'storage-blocked':
      'Su navegador no permite a esta página los datos de sitio que necesita el inicio de sesión. Permita las cookies y los datos de este sitio en la configuración del navegador, vuelva a cargar la página y vincule de nuevo.',
    'backend-invalid/refused':
      'Algo entre esta página y el servidor del portal, como un cortafuegos o un proxy, no deja pasar esta solicitud: {request}. Su sesión del portal está bien. Pida al operador del portal que permita allí POST y DELETE y vuelva a intentarlo.',
    'backend-invalid/in-between':
      'Algo entre esta página y el servidor del portal, como un proxy, ha respondido en su lugar: {request}. Vuelva a intentarlo en un momento; si no sirve, el operador del portal debe averiguar por qué no se llega al servidor.',
    'callback-silent/answered':
      'Microsoft ha respondido, pero la página de retorno del portal no ha transmitido la respuesta. No se ha vinculado nada. Contacte con soporte.',
    'callback-silent/portal-page':
      'En lugar de su página de retorno, el portal muestra otra página, así que ningún inicio de sesión puede volver. No se ha vinculado nada. Contacte con soporte: la ruta comodín y el inicio de sesión del portal deben excluir la ruta {path}.',
    'callback-silent/missing':
      'El portal no tiene una página de retorno que funcione, así que ningún inicio de sesión puede volver. No se ha vinculado nada. Contacte con soporte: popup-callback.html debe estar en {path}, excluida de la ruta comodín del portal.',
  },
  healthReasons: {
    revoked:
      'Microsoft ha terminado este vínculo: se revocó, o nadie lo usó durante 90 días. Las llamadas no llegan a Dynamics 365. Vincule de nuevo al mismo usuario.',
    'more-proof':
      'Microsoft pide a este usuario que demuestre de nuevo quién es. Las llamadas no llegan a Dynamics 365. Vincule de nuevo al mismo usuario y complete todos los pasos. Si se repite, pida a su administrador de Microsoft que excluya al usuario de la regla de frecuencia de inicio de sesión.',
    policy:
      'Una regla de Microsoft Entra detiene a este usuario, o su cuenta está deshabilitada. Las llamadas no llegan a Dynamics 365. Pida a su administrador de Microsoft que lo permita: el vínculo volverá a funcionar por sí solo en un día, o enseguida si vincula de nuevo.',
    'consent-withdrawn':
      'Se retiraron en Microsoft Entra los permisos de Vonage. Las llamadas no llegan a Dynamics 365. Vincule de nuevo al mismo usuario y acéptelos.',
    'app-removed':
      'La aplicación de Vonage se quitó de su organización en Microsoft Entra. Las llamadas no llegan a Dynamics 365. Pida a su administrador de Microsoft que la permita de nuevo y vuelva a vincular.',
    'user-disabled':
      'Este usuario está deshabilitado en Dynamics 365. Pida a su administrador de Dynamics 365 que lo habilite, o vincule a otro usuario.',
    'no-licence':
      'Este usuario ya no tiene licencia de Dynamics 365. Pida a su administrador de Microsoft que le asigne una, o vincule a otro usuario.',
    'not-a-member':
      'Este usuario ya no pertenece al entorno de Dynamics 365. Pida a su administrador de Dynamics 365 que lo agregue, o vincule a otro usuario.',
    'environment-blocked':
      'El entorno de Dynamics 365 no deja entrar a Vonage: por su firewall de IP, su lista de aplicaciones permitidas o porque está en modo de administración. Pida a su administrador de Power Platform que deje entrar a Vonage: el vínculo volverá a funcionar por sí solo.',
    'key-missing':
      'Vonage no puede abrir lo que tiene guardado de este vínculo. Póngase en contacto con el soporte, o vincule de nuevo al mismo usuario, que ayuda enseguida.',
    'tenant-refused':
      'Esta integración ya no admite la organización de este usuario. Pida al soporte de Vonage que la admita, o vincule a un usuario de otra organización.',
  },
};
