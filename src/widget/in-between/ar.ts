import type { InBetweenTexts } from '../messages/messages.js';

/** What is left to right is isolated, so that its parentheses stay around the number. */
export const texts: InBetweenTexts = {
  'backend-invalid/refused':
    'هناك ما يقف بين هذه الصفحة والواجهة الخلفية للبوابة، مثل جدار حماية أو وكيل، ولا يسمح بمرور هذا الطلب: \u2066{request}\u2069. جلستك في البوابة سليمة. اطلب من مشغّل البوابة السماح هناك بطلبات \u2066POST\u2069 و\u2066DELETE\u2069، ثم أعد المحاولة.',
  'backend-invalid/in-between':
    'هناك ما يقف بين هذه الصفحة والواجهة الخلفية للبوابة، مثل وكيل، وقد أجاب بدلًا منها: \u2066{request}\u2069. أعد المحاولة بعد قليل؛ وإن لم ينفع ذلك، فعلى مشغّل البوابة معرفة سبب تعذّر الوصول إلى الواجهة الخلفية.',
};
