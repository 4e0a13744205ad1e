import {openDialog, dialog, element, $, remember, remembered} from './cashier-dom.js';
import {speech, when} from './cashier-known.js';

/** Ten sentences for the first day at this till. */
const TOUR = {
  en: [
    'Type the amount, then scan the customer’s code; the scanner works wherever you are on this page.',
    'For a card, press the button for the reader and let the customer tap, insert or swipe.',
    'Only the green tick and “Confirmed” mean that the money has arrived.',
    '“Pending” means that nobody knows yet: ask the customer to wait, and do not charge again.',
    'Whether you may charge again always stands beside “Charge again?”.',
    'You may cancel while it is pending; it is over once it says “Cancelled”.',
    'To give money back on the same day, tap the payment and void it; after settlement, refund it.',
    '“Needs attention” means that a person must ask the acquirer: tell your supervisor, and do not charge again.',
    'A striped red bar means that this page shows old news: charge nothing until it is gone.',
    'At the end of the day, settle under “Day” and look at what it says of a difference.',
  ],
  zh: [
    '先输入金额，再扫顾客的付款码；在本页任何地方都可以直接扫。',
    '刷卡时按读卡器按钮，请顾客挥卡、插卡或刷卡。',
    '只有绿色对勾和“收款成功”才表示钱已到账。',
    '“处理中”表示结果未知：请顾客稍候，不要重新收款。',
    '能不能重新收款，请看“重新收款？”后面的话。',
    '处理中可以取消，显示“已取消”才算结束。',
    '当天退钱：点开那笔交易，按撤销；结算以后按退款。',
    '“需人工处理”表示要有人向收单机构核实：请告诉主管，不要重新收款。',
    '红色斜纹表示页面上是旧消息：消失之前不要收款。',
    '一天结束时在“日结”中结算，并看清有没有差异。',
  ],
};

function paintTour() {
  $('tour-list').replaceChildren(...TOUR[speech.language].map((sentence) => element('li', sentence)));
}

export function showTour() {
  remember('tour-seen', 'yes');
  $('tour-card').hidden = true;
  dialog('menu-dialog').close();
  openDialog('tour-dialog', 'tour-close');
}

export function startTour() {
  $('tour-card').hidden = remembered('tour-seen') === 'yes';
  $('tour-open').onclick = showTour;
  $('tour-card-open').onclick = showTour;
  $('tour-card-close').onclick = () => { remember('tour-seen', 'yes'); $('tour-card').hidden = true; };
  $('tour-close').onclick = () => dialog('tour-dialog').close();
  when('all', paintTour);
}
