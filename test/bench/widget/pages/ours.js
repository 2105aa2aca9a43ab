import { entra } from './portal.js';

// Instead of discovery, which would ask Microsoft.
document.querySelector('vcc-dynamics-auth').authorityMetadata = entra.metadata;
