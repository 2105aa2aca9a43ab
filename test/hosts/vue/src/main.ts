import { createApp } from 'vue';
import CrmAdmin from './CrmAdmin.vue';
import { readSettings } from './portal.js';

createApp(CrmAdmin, { initial: await readSettings() }).mount('#root');
