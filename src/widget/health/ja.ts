import type { HealthTexts } from '../messages/messages.js';

export const texts: HealthTexts = {
  revoked:
    'Microsoft がこのリンクを終了しました。取り消されたか、90 日間使われませんでした。通話から Dynamics 365 を利用できません。同じユーザーで再度リンクしてください。',
  'more-proof':
    'Microsoft がこのユーザーに再度の本人確認を求めています。通話から Dynamics 365 を利用できません。同じユーザーで再度リンクし、すべての手順を完了してください。繰り返す場合は、このユーザーをサインイン頻度の規則から外すよう Microsoft 管理者に依頼してください。',
  policy:
    'Microsoft Entra の規則がこのユーザーを止めているか、アカウントが無効になっています。通話から Dynamics 365 を利用できません。許可するよう Microsoft 管理者に依頼してください。許可されると、リンクは 1 日以内に自動的に回復します。再度リンクすれば、すぐに回復します。',
  'consent-withdrawn':
    'Microsoft Entra で Vonage へのアクセス許可が取り消されました。通話から Dynamics 365 を利用できません。同じユーザーで再度リンクし、アクセス許可に同意してください。',
  'app-removed':
    'Microsoft Entra で Vonage アプリが組織から削除されました。通話から Dynamics 365 を利用できません。再び許可するよう Microsoft 管理者に依頼してから、再度リンクしてください。',
  'user-disabled':
    'このユーザーは Dynamics 365 で無効になっています。有効にするよう Dynamics 365 管理者に依頼するか、別のユーザーをリンクしてください。',
  'no-licence':
    'このユーザーには Dynamics 365 のライセンスがなくなりました。割り当てるよう Microsoft 管理者に依頼するか、別のユーザーをリンクしてください。',
  'not-a-member':
    'このユーザーは Dynamics 365 環境のメンバーではなくなりました。追加するよう Dynamics 365 管理者に依頼するか、別のユーザーをリンクしてください。',
  'environment-blocked':
    'Dynamics 365 環境が Vonage のアクセスを拒否しています。IP ファイアウォール、許可されたアプリの一覧、または管理モードが原因です。許可するよう Power Platform 管理者に依頼してください。許可されると、リンクは自動的に回復します。',
  'key-missing':
    'Vonage は保存されたこのリンクの情報を開けません。サポートにお問い合わせください。同じユーザーで再度リンクすれば、すぐに解決します。',
  'tenant-refused':
    'この統合では、このユーザーの組織は許可されなくなりました。許可するよう Vonage サポートに依頼するか、別の組織のユーザーをリンクしてください。',
};
