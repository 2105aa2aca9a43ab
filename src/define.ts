import { VccDynamicsAuth } from './element.js';

// A second version of the package on the page leaves the first one alone.
if (!customElements.get('vcc-dynamics-auth')) customElements.define('vcc-dynamics-auth', VccDynamicsAuth);
