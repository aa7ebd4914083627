# 公开门户
menu-home = 首页
menu-published = 公示
menu-grid = 找网格
menu-talk = 说事地点
menu-process = 办理流程
menu-my-pages = 我的
menu-matters = 事项
menu-report = 反映
menu-messages = 消息
menu-me = 我的
