# 公开门户
menu-home = 首页
menu-published = 公示
menu-wishes = 微心愿
menu-grid = 找负责人
menu-talk = 反映地点
menu-process = 办理流程
menu-my-pages = 我的
menu-workbench = 工作台
menu-matters = 事项
menu-report = 反映
menu-messages = 消息
menu-me = 我的

# 门户首页
front-title = { $district }·居民诉求办理
front-note = 说了有人听，办了有回音，好不好您来评。
front-latest = 最近公示的办理结果
front-report = 身边的问题，写几句话就能提交；办到哪一步、谁在办，随时看得到。
front-follow = 登录查进度
front-progress = 凭编号查进度
front-grid = 找负责人
front-grid-note = 从您的住址，找到谁负责、怎么联系。

# 公示
published-title = 办理结果公示
published-note = 不写姓名，地点最细到小区。
published-none = 这里还没有公示
published-none-text = 事项办完公示以后，会出现在这里。
published-place = 按地点看
published-ended = 办结日期
published-object = 公示期内，您对结果有不同意见，可以提出异议。

wishes-title = 微心愿认领
wishes-note = 邻居们的心愿，单位和居民都可以认领。愿意的来，不方便没关系。
wishes-none = 这里现在没有等人认领的心愿
wishes-none-text = 有了新的心愿，会出现在这里。
wishes-mine = 我认领的
wishes-line = { $address }，{ $until }前可以认领
wishes-claims = 已有{ $count }家认领
wishes-claim = 您住在这里，愿意帮忙就可以认领。认领以后，社区会告诉您怎么做。
published-masked = 不显示反映人；文字里的手机号、证件号、车牌和门牌号自动打上星号。
published-result = 办理结果：{ $words }
published-rating = 办结情况
published-end-rated = 评价通过
published-end-unrated = 办结，未评价
published-end-told = 已书面告知
published-end-withdrawn = 反映人已撤回

# 找负责人
grid-title = 找负责人
grid-note = 选到您的住址，看谁负责、怎么联系
grid-level = { $kind }·{ $count }户
grid-vacant = 暂缺，由{ $role }代办
grid-vacant-alone = 暂缺
grid-unnamed = 这里没有公开姓名
grid-unnamed-call = 这里没有公开姓名，请拨打办公电话
grid-roles-joint = 、
grid-joint = ·
grid-above = 可拨打上一级办公电话：
grid-office = 地址、时间和二维码
grid-parties = 服务单位
grid-choose = 请从区县开始，一级一级选到您的住址。
grid-narrow = 选更具体的位置
grid-names = 这里只写同意公开的姓名和电话；其他人的请看小区公示牌和单元门口，或拨打办公电话。
grid-report = 反映这里的问题

# 反映地点
talk-title = 反映地点
talk-note = 到这些地方说，也算数
talk-none = 这一级没有反映地点
talk-none-text = 请往下选到社区或小区。
talk-choose = 请选区县
talk-line = { $kind }·{ $hours }·已收{ $count }件
talk-serves = 服务范围
talk-address = 地址
talk-hours = 开放时间
talk-host = 主持
talk-count = 已收事项
talk-count-value = { $count }件
talk-qr = 扫码反映
talk-report = 在这里反映
scanned-title = 您扫的是
scanned-report = 反映这里的问题
scanned-who = 找谁、电话

# 流程
process-title = 事项怎么走
process-note = 每一步谁来办、多久办、办不了交给谁，都写在方案里
process-playbook = 方案：{ $name }，第{ $version }版
process-source = 依据：{ $source }
process-none = 这里还没有启用治理方案。

# 指标
menu-figures = 统计
indicators-title = 办理统计
indicators-note = { $from }至{ $to }，{ $when }统计
indicators-period = 时间
indicators-month = 近30天
indicators-quarter = 近90天
indicators-year = 近一年
indicators-last-year = 去年以来
indicators-collected = 收到事项
indicators-solved = 已经结束
indicators-solved-note = 含已评、未评和告知的，不含撤回、合并的
indicators-open = 正在办理
indicators-refused = 依法告知
indicators-refused-note = 含后来又接着办理的；占比只算最终告知的
indicators-overturned = 复核改正
indicators-rated = 办结（已评）
indicators-unrated = 办结（未评）
indicators-told = 告知结束
indicators-withdrawn = 已撤回
indicators-missing = 为什么没有数据
indicators-unit = 件
indicators-by-staff = 工作人员代评
indicators-by-staff-note = 单列，不计入评价
indicators-both = { $numerator }／{ $denominator }，共{ $count }件
indicators-hidden = 不足{ $count }件，不公布
indicators-definition = 指标说明
indicators-numerator = 分子
indicators-denominator = 分母
indicators-source = 来源
indicators-rules = 没有评价的，分子分母都不算；代评单列；件数太少时不公布比率，以免看出是谁。
indicators-cases = 相关事项
indicators-counts = 计入分子
indicators-counts-not = 只计入分母
month-report-published = { $day }由{ $by }公布，涉及事项{ $count }件。
publication-list = 已公布的月份
publication-title = { $place }{ $month }数据
publication-frozen = 公布的数据不再改动。
