import type { InBetweenTexts } from '../messages/messages.js';
import { texts as british } from './en-GB.js';

export const texts: InBetweenTexts = british;
