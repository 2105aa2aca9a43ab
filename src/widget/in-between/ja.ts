import type { InBetweenTexts } from '../messages/messages.js';

export const texts: InBetweenTexts = {
  'backend-invalid/refused':
    'このページとポータルのバックエンドの間にあるもの（ファイアウォールやプロキシなど）が、この要求を通しません：{request}。ポータルのセッションに問題はありません。ポータルの運用担当者に POST と DELETE の許可を依頼してから、もう一度お試しください。',
  'backend-invalid/in-between':
    'このページとポータルのバックエンドの間にあるもの（プロキシなど）が、バックエンドの代わりに応答しました：{request}。しばらくしてからもう一度お試しください。解決しない場合は、バックエンドに届かない原因をポータルの運用担当者が調べる必要があります。',
};
