import type { Translation } from '../messages.js';

export const messages: Translation = {
  loading: '読み込んでいます…',
  unavailable: 'ポータルが応答しません。',
  linkedDate: 'リンク日時',
  user: 'Dynamics 365 ユーザー',
  environment: '環境',
  linkedBy: 'リンクした人',
  whichUser:
    'レコードを検索、作成、更新できる Dynamics 365 ユーザーをリンクしてください。コンタクトセンター専用のユーザーをお勧めします。すべての通話がこのユーザーとして動作します。',
  lookOnly: 'このリンクは表示のみできます。変更できるのは権限のある管理者だけです。',
  linkAgain: '再度リンクする',
  takeOver: 'ここで続ける',
  cancel: 'キャンセル',
  tryAgain: '再試行',
  showWindow: 'ウィンドウを表示',
  copyDetails: 'サポート用レポートをコピー',
  copied: 'コピーしました',
  copyYourself: 'ブラウザーがコピーを許可しませんでした。次のテキストをコピーしてください。',
  contactSupport: 'サポートに問い合わせる',
  openInTab: 'このページを別のタブで開く',
  copyConsentLink: 'Microsoft 管理者用のリンクをコピー',
  linking: 'リンク中',
  opening: 'サインイン ウィンドウを開いています…',
  inWindow:
    '開いたウィンドウで Dynamics 365 にサインインし、アクセス許可を承諾してください。ウィンドウは自動的に閉じます。',
  whereIsWindow:
    'サインイン ウィンドウが見えない場合は、このウィンドウの後ろや他のタブを確認するか、再試行してください。',
  didYouFinish: 'サインインは完了しましたか？ウィンドウを閉じた場合は、再試行してください。',
  checking: 'Dynamics 365 ユーザーを確認しています…',
  stillChecking: '応答に時間がかかっています。確認を続けています。何も失われません。',
  choose: '環境を選択してください',
  chooseHint:
    'このユーザーは複数の Dynamics 365 環境を使えます。通話では、選択した環境のレコードを検索、作成、更新します。',
  unlinking: 'リンクを解除しています…',
  unlinkQuestion: '{name} のリンクを解除しますか？',
  unlinkStops: '今後、VCC アカウント全体で、通話から Dynamics 365 のレコードを検索、作成、更新できなくなります。',
  unlinkRemains:
    'レコードはそのまま残ります。Vonage に与えた許可は、Microsoft 管理者が削除するまで Microsoft Entra に残ります。',
  keepLink: 'リンクを維持',
  expired:
    'Microsoft がこのリンクを受け付けなくなったため、通話から Dynamics 365 を利用できません。同じユーザーで再度リンクしてください。',
  restricted:
    'このユーザーは、通話に必要な操作が Dynamics 365 で許可されなくなりました。Dynamics 365 管理者にライセンスとセキュリティ ロールの復元を依頼するか、別のユーザーで再度リンクしてください。',
  missing: '不足: {privileges}',
  needsAttention: 'このリンクには対応が必要です。再度リンクし、解決しない場合はサポートに問い合わせてください。',
  errors: {
    'invalid-request': 'ポータルとサーバーの通信が正しくありません。サポートに問い合わせてください。',
    'code-rejected':
      'Microsoft がこのサインインを受け付けませんでした。リンクされていません。もう一度 Link をクリックしてください。',
    'not-signed-in':
      'ポータルのセッションが終了しました。別のタブでポータルにサインインしてから、ここで再試行してください。',
    'not-entitled':
      'この VCC アカウントには Microsoft Dynamics 365 との連携が含まれていません。サポートに問い合わせてください。',
    'insufficient-privileges':
      'このユーザーには通話に必要な権限が足りません。不足: {privileges}。Dynamics 365 管理者にセキュリティ ロールへの追加を依頼するか、別のユーザーをリンクしてください。',
    'wrong-account':
      'このアカウントはリンクできません。組織の職場アカウントで、Dynamics 365 環境のユーザーであるものを使用してください。',
    'consent-declined':
      'アクセス許可が承諾されなかったため、リンクされていません。もう一度 Link をクリックし、承諾を選択してください。',
    'admin-consent-required':
      '組織では Microsoft 管理者だけがこのアクセス許可を承諾できます。管理者に同意用のリンクを送ってから、もう一度 Link をクリックしてください。',
    'sign-in-failed':
      'Microsoft がこのユーザーのサインインを拒否しました。もう一度 Link をクリックするか、Microsoft 管理者に相談してください。',
    'sign-in-failed/more-proof':
      'Microsoft がこのユーザーの本人確認を再度求めています。もう一度 Link をクリックし、すべての手順を完了してください。',
    'sign-in-failed/policy':
      'Microsoft Entra の組織のルールにより、サインインできませんでした。Microsoft 管理者に許可を依頼してください。',
    'sign-in-failed/not-assigned':
      'このユーザーは Microsoft Entra で Vonage アプリに割り当てられていません。Microsoft 管理者に割り当てを依頼してください。',
    'sign-in-failed/disabled':
      'この Microsoft アカウントは無効またはロックされています。Microsoft 管理者に相談するか、別のユーザーをリンクしてください。',
    'session-changed':
      'サインイン中にポータルのセッションが変わったため、リンクされていません。もう一度 Link をクリックしてください。',
    'already-linked-elsewhere':
      'この Dynamics 365 ユーザーは別の VCC アカウントにリンクされています。先にそのリンクを解除するか、別のユーザーをリンクしてください。',
    'organization-choice-required': '環境を選択すると、リンクが完了します。',
    'choice-expired': '選択の有効期限が切れました。リンクされていません。もう一度 Link をクリックしてください。',
    changed: 'このリンクは他の人によって変更されました。現在の状態を表示しています。他は変更されていません。',
    'no-organization':
      'このユーザーには Dynamics 365 環境がありません。Microsoft 管理者にアクセスを依頼するか、別のユーザーをリンクしてください。',
    'too-many-requests': '試行回数が多すぎます。少し待ってから再試行してください。',
    'in-progress': '同じ要求がまだ実行中です。少し待ってから再試行してください。',
    configuration: '連携が正しく設定されていません。Vonage での対応が必要です。サポートに問い合わせてください。',
    internal: '当社側で問題が発生しました。再試行し、繰り返す場合はサポートに問い合わせてください。',
    'identity-provider-unavailable':
      'Microsoft のサインイン サービスが応答しませんでした。少し待ってから再試行してください。',
    'dynamics-unavailable':
      'Dynamics 365 が応答しませんでした。サインインは 10 分間有効です。少し待ってから再試行してください。',
    'popup-blocked':
      'ブラウザーがサインイン ウィンドウをブロックしました。アドレス バーの記号またはサイトの設定でポップアップを許可し、もう一度 Link をクリックしてください。',
    'popup-blocked/late':
      'サインイン ウィンドウを時間内に開けませんでした。準備ができたので、もう一度 Link をクリックしてください。',
    'popup-blocked/firefox':
      'Firefox がサインイン ウィンドウをブロックしました。ページ上部のバーで「設定」を選んでポップアップを許可し、もう一度 Link をクリックしてください。',
    'popup-blocked/safari':
      'Safari がサインイン ウィンドウをブロックしました。「このWebサイトでの設定」の「ポップアップウインドウ」で「許可」を選び、もう一度 Link をクリックしてください。',
    cancelled: 'キャンセルしました。リンクされていません。',
    'cancelled/posted': '待機を中止しました。送信済みの内容は反映されることがあり、その場合はここに表示されます。',
    'sign-in-timeout':
      'サインインに 30 分以上かかったため中止しました。リンクされていません。もう一度 Link をクリックしてください。',
    'callback-silent':
      'Microsoft は応答しましたが、ポータルのコールバック ページが結果を渡しませんでした。レポートを添えてサポートに問い合わせてください。',
    framed:
      'このページは別のサイトの中に表示されているため、Microsoft にサインインできません。別のタブで開いてください。',
    'attempt-elsewhere':
      '別のタブ、またはこのページの別の場所でリンクの途中です。そちらで完了するか、ここで続けてください。',
    'attempt-elsewhere/portal':
      'このタブで、ポータルの別の Microsoft サインインが進行中です。完了するか、新しいタブでポータルを開いてから、もう一度 Link をクリックしてください。',
    'backend-unreachable': 'ポータルが応答しません。接続を確認してください。自動的に再試行しています。',
    'backend-unreachable/not-loaded':
      'サインインを読み込めませんでした。接続を確認し、もう一度 Link をクリックしてください。解決しない場合はページを再読み込みしてください。',
    'backend-invalid': 'ポータルの応答が正しくありません。再試行し、繰り返す場合はサポートに問い合わせてください。',
  },
};
