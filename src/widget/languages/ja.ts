import type { Translation } from '../messages/messages.js';

export const messages: Translation = {
  loading: '読み込んでいます…',
  unavailable: 'ポータルが応答しません。',
  linkedDate: 'リンク日時',
  user: 'Dynamics 365 ユーザー',
  environment: '環境',
  linkedBy: 'リンク実行者',
  whichUser:
    '通話は、リンクしたユーザーとして動作します。レコードを検索、作成、更新できる、通話専用のユーザーを推奨します。',
  lookOnly: 'ここで変更できるのは、権限のある管理者だけです。',
  takeOver: 'ここで続ける',
  cancel: 'キャンセル',
  tryAgain: '再試行',
  showWindow: 'ウィンドウを表示',
  copyDetails: 'サポート用レポートをコピー',
  copied: 'コピーしました',
  copyYourself: 'ブラウザーがコピーを許可しませんでした。このテキストをコピーしてください。',
  contactSupport: 'サポートに問い合わせる',
  openInTab: 'このページを別のタブで開く',
  reload: 'ページを再読み込み',
  copyConsentLink: 'Microsoft 管理者用の URL をコピー',
  linking: 'リンク中',
  opening: 'サインイン ウィンドウを開いています…',
  inWindow: '開いたウィンドウで Dynamics 365 にサインインし、アクセス許可を承諾してください。',
  whereIsWindow: 'サインイン ウィンドウが見えない場合は、後ろや他のタブを確認するか、再試行してください。',
  didYouFinish: 'サインインは完了しましたか？ウィンドウを閉じた場合は、再試行してください。',
  checking: 'Dynamics 365 ユーザーを確認しています…',
  stillChecking: '応答に時間がかかっています。確認を続けています。',
  choose: '環境を選択してください',
  chooseHint:
    'このユーザーには複数の Dynamics 365 環境があります。通話では、選択した環境のレコードを検索、作成、更新できます。',
  unlinking: 'リンクを解除しています…',
  unlinkQuestion: '{name} のリンクを解除しますか？',
  unlinkStops: '今後、VCC アカウント全体で、通話から Dynamics 365 のレコードを検索、作成、更新できなくなります。',
  unlinkRemains:
    'レコードはそのまま残ります。Vonage への許可は、Microsoft 管理者が削除するまで Microsoft Entra に残ります。',
  keepLink: 'リンクを維持',
  expired:
    'Microsoft がこのリンクを受け付けなくなり、通話から Dynamics 365 のレコードを検索、作成、更新できません。同じユーザーで再度リンクしてください。',
  restricted:
    'このユーザーには通話に必要な権限がなくなりました。Dynamics 365 管理者にライセンスとセキュリティ ロールの復元を依頼するか、別のユーザーをリンクしてください。',
  missing: '不足: {privileges}',
  readOn: '{table} の読み取り',
  createOn: '{table} の作成',
  writeOn: '{table} の書き込み',
  deleteOn: '{table} の削除',
  appendOn: '{table} の追加',
  appendToOn: '{table} の追加先',
  assignOn: '{table} の割り当て',
  shareOn: '{table} の共有',
  needsAttention: 'このリンクには対応が必要です。再度リンクし、解決しない場合はサポートに問い合わせてください。',
  errors: {
    'invalid-request': 'ポータルとサーバーの通信が正しくありません。サポートに問い合わせてください。',
    'code-rejected':
      'Microsoft がこのサインインを受け付けませんでした。リンクは行われませんでした。再度リンクしてください。',
    'not-signed-in': 'ポータルのセッションが終了しました。別のタブでポータルにサインインし、ここで再試行してください。',
    'not-entitled': 'この VCC アカウントには Dynamics 365 との連携がありません。サポートに問い合わせてください。',
    'insufficient-privileges':
      'このユーザーには通話に必要な権限が足りません。不足: {privileges}。Dynamics 365 管理者に不足分をセキュリティ ロールに追加するよう依頼するか、別のユーザーをリンクしてください。',
    'environment-blocked':
      'この Dynamics 365 環境は Vonage のアクセスを許可していません（IP ファイアウォール、許可されたアプリの一覧、または管理モードのため）。Power Platform 管理者に Vonage の許可を依頼してから、もう一度リンクしてください。',
    'wrong-account': 'このアカウントはリンクできません。Dynamics 365 環境にある職場アカウントをリンクしてください。',
    'consent-declined':
      'アクセス許可が承諾されませんでした。リンクは行われませんでした。再度リンクし、「承諾」を選択してください。',
    'admin-consent-required':
      'アクセス許可を承諾できるのは Microsoft 管理者だけです。管理者に同意用の URL を送り、再度リンクしてください。',
    'sign-in-failed':
      'Microsoft がこのユーザーのサインインを許可しませんでした。再度リンクするか、Microsoft 管理者に問い合わせてください。',
    'sign-in-failed/more-proof':
      'Microsoft が本人確認を再度求めています。再度リンクし、すべての手順を完了してください。',
    'sign-in-failed/policy':
      'Microsoft Entra のルールがサインインをブロックしました。Microsoft 管理者に許可を依頼してください。',
    'sign-in-failed/not-assigned':
      'このユーザーは Microsoft Entra で Vonage アプリに割り当てられていません。Microsoft 管理者に割り当てを依頼してください。',
    'sign-in-failed/disabled':
      'この Microsoft アカウントは無効かロックされています。Microsoft 管理者に問い合わせるか、別のユーザーをリンクしてください。',
    'session-changed':
      'サインイン中にポータルのセッションが変更されました。リンクは行われませんでした。再度リンクしてください。',
    'already-linked-elsewhere':
      'この Dynamics 365 ユーザーは別の VCC アカウントにリンクされています。先にそちらで解除するか、別のユーザーをリンクしてください。',
    'choice-expired': '選択の期限が切れました。リンクは行われませんでした。再度リンクしてください。',
    changed: '他の人がこのリンクを変更しました。他は変更されていません。',
    'changed/account':
      'ポータルのセッションは現在、別の VCC アカウントのものです。そのため、ここでは何も表示も変更もされません。ページを再読み込みしてそのアカウントを表示するか、元のアカウントに切り替えてください。',
    'no-organization':
      'このユーザーには Dynamics 365 環境がありません。Microsoft 管理者にアクセスを依頼するか、別のユーザーをリンクしてください。',
    'too-many-requests': '試行が多すぎます。少し待ってから再試行してください。',
    'in-progress': '同じ要求がまだ実行中です。少し待ってから再試行してください。',
    configuration: '連携の設定が正しくありません。対応できるのは Vonage だけです。サポートに問い合わせてください。',
    internal: 'ポータルで問題が発生しました。再試行し、解決しない場合はサポートに問い合わせてください。',
    'identity-provider-unavailable':
      'Microsoft のサインイン サービスが応答しません。少し待ってから再試行してください。',
    'dynamics-unavailable':
      'Dynamics 365 が応答しません。サインインは 10 分間有効です。少し待ってから再試行してください。',
    'popup-blocked':
      'ブラウザーがサインイン ウィンドウをブロックしました。アドレス バーでポップアップを許可し、再度リンクしてください。',
    'popup-blocked/late': 'サインイン ウィンドウが時間内に開きませんでした。再度リンクしてください。',
    'popup-blocked/firefox':
      'Firefox がサインイン ウィンドウをブロックしました。ページ上部のバーの「設定」でポップアップを許可し、再度リンクしてください。',
    'popup-blocked/safari':
      'Safari がサインイン ウィンドウをブロックしました。「このWebサイトでの設定」でポップアップを許可し、再度リンクしてください。',
    cancelled: 'キャンセルしました。リンクは行われませんでした。',
    'cancelled/posted': '待機を中止しました。送信済みの内容が反映されると、ここに表示されます。',
    'sign-in-timeout': 'サインインが 30 分を超えました。リンクは行われませんでした。再度リンクしてください。',
    'callback-silent': 'ポータルのコールバック ページがサインインを渡しません。サポートに問い合わせてください。',
    framed: 'このページは別のサイトの中に表示されているため、ここでは何も変更できません。別のタブで開いてください。',
    'attempt-elsewhere': '別のタブまたはこのページの別の場所でリンク中です。完了するか、ここで続けてください。',
    'attempt-elsewhere/portal':
      'このタブでポータルの別の Microsoft サインインがまだ実行中です。完了するか、別のタブでポータルを開き、再度リンクしてください。',
    'backend-unreachable': 'ポータルが応答しません。接続を確認してください。再試行を続けています。',
    'backend-unreachable/not-loaded':
      'サインインを読み込めませんでした。接続を確認し、再度リンクしてください。解決しない場合はページを再読み込みしてください。',
    'backend-invalid': 'ポータルの応答が正しくありません。再試行し、解決しない場合はサポートに問い合わせてください。',
  },
};
