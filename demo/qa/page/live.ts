import type { VccDynamicsAuth } from '../../../src/index.js';
import { offerDoctor } from './doctor.js';

// The page of `npm run start:live` has the doctor of the QA page; the rest of it works by forms.
const panel = document.querySelector<VccDynamicsAuth>('vcc-dynamics-auth');
if (panel) offerDoctor({ panel });
