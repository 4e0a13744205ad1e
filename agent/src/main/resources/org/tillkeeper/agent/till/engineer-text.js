'use strict';
/* The engineer's page's own labels; what was found comes from the agent in both languages. */
const ENGINEER_TEXT = {
  en: {
    other: '中文', title: 'Diagnosis', again: 'Look again', looking: 'Looking…', checks: 'All checks', call: 'Whom to call, and what to tell them',
    colon: ': ', toDo: 'To do: ', fine: 'fine', wrong: 'wrong', follows: 'follows', unknown: 'unknown',
    closed: 'This browser has no session. Open the cashier’s page first (tillkeeper open), then come back.',
    unreachable: 'The payment agent does not answer. At the terminal: tillkeeper doctor', failed: 'The agent could not look. At the terminal: tillkeeper doctor',
    to: {acquirer: 'Acquirer', provider: 'Service provider', maker: 'Device’s maker', bank: 'Bank', 'network-provider': 'Network provider'},
  },
  zh: {
    other: 'English', title: '诊断', again: '重新检查', looking: '正在检查…', checks: '全部检查', call: '联系谁、告诉他什么',
    colon: '：', toDo: '怎么办：', fine: '正常', wrong: '有误', follows: '受累', unknown: '未知',
    closed: '此浏览器没有登录。请先打开收银页面（tillkeeper open），再回到这里。',
    unreachable: '支付代理没有应答。请在终端上执行：tillkeeper doctor', failed: '代理未能检查。请在终端上执行：tillkeeper doctor',
    to: {acquirer: '收单机构', provider: '服务商', maker: '设备商', bank: '银行', 'network-provider': '网络运营商'},
  },
};
