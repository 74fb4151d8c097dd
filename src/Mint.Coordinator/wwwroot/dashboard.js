// Says when the page's link is up, for whoever drives it by machine; and loads the page again once a coordinator is back that knows
// nothing of it any more.
window.mintLive = () => { document.body.dataset.live = ''; };

const again = () => fetch('/healthz', { cache: 'no-store' }).then(() => location.reload(), () => setTimeout(again, 3000));

document.getElementById('components-reconnect-modal').addEventListener('components-reconnect-state-changed', change => {
  if (change.detail.state === 'rejected' || change.detail.state === 'failed') {
    again();
  }
});
