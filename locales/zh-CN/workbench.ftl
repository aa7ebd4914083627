# 工作台：待办、事项、代录、交办。
menu-daily = 日常
menu-look = 查询
menu-queue = 待办事项
menu-found = 巡查发现
menu-intake = 代录诉求
menu-orders = 交办工单
menu-cases = 事项查询
menu-work-messages = 消息
menu-indicators = 指标
desk-unnamed = 未填姓名

# 待办
queue-title = 待办事项
queue-all = 全部待办
queue-late = 已超期
queue-all-steps = 全部环节
queue-step = 环节
queue-only-late = 只看超期
queue-filter = 筛选
queue-picked = 对选中的：
queue-empty = 没有待办事项
queue-empty-text = 有新任务时会出现在这里。
queue-open-total = 共{ $count }件待办
queue-back = 返回待办事项
task-act = 待处理
task-assign = 待指定单位
task-lead = 主办
task-assist = 协办
task-supervise = 督导
task-review = 待裁定异议
task-rate = 待评价
task-revisit = 待回访
task-answer = 待答复
task-approve = 待复核
task-reply = 待答复督办
task-review-refusal = 待复核告知
quick-title = 部分没有办成
quick-text = 办成{ $done }件，没有办成{ $failed }件。
flash-nothing-picked = 请先选择事项。
flash-not-offered = 这个操作现在不能用，请看最新情况。

# 查询
listing-title = 事项查询
listing-all = 全部
listing-open = 办理中
listing-ended = 已结束
listing-late = 已超期
listing-empty = 没有事项

# 事项
search-title = 搜索结果
search-words = 搜索事项
search-empty = 没有找到
search-empty-text = 换个词试试，可以用内容、类别、小区或编号；不能用姓名和电话搜索。

case-title = { $about }·{ $number }
case-uncategorised = 居民诉求
case-previous = 上一件
case-next = 下一件
case-words = 居民诉求
case-no-words = 文字已删除，或者您无权查看。
case-story = 办理经过
case-note-hint = 只有工作人员看得到
case-note-add = 添加备注
case-clocks = 时限
case-facts = 基本信息
case-parts = 责任
case-similar = 相似事项
case-similar-days = 近30天
case-reply = 回复原系统
case-reply-none = 办结时填写“回复原系统的文字”后，可以从这里复制。
case-merge = 并案
case-hide = 撤出公开
case-unhide = 恢复公开
case-hidden = 已撤出公开：{ $reason }
case-raisers = 有{ $count }位反映人，互不知情；不要向其中一位透露另一位的情况。
case-recused = 反映的是可能经办它的人或单位：被反映者看不到这件事项。
case-confidential = 涉及家中、纠纷或具体人：只向反映人答复。
case-anonymous = 反映人要求匿名。
case-asked = { $by }提请{ $of }复核：{ $what }
hiding-reason-personal = 含个人信息
hiding-reason-unlawful = 内容违法
hiding-reason-insulting = 侮辱他人
hiding-reason-advertising = 广告
clock-step = 本环节（{ $step }）
clock-overall = 承诺时间
clock-opened = 提出
clock-ended = 结束
fact-raiser = 反映人
fact-raiser-anonymous = （匿名）
fact-phone = 电话
fact-may-call = 能否致电
fact-may-call-no = 反映人没有同意办理人员直接致电
fact-place = 位置
fact-category = 类别
fact-urgency = 紧急程度
fact-publicity = 公开范围
fact-channel = 来源
fact-level = 层级
fact-merged = 已并入
fact-merged-open = 查看并入的事项
fact-external = 外部编号
fact-opened = 提出时间
print = 打印
action-page-title = { $action }·{ $number }
action-no-fields = 不用填写内容，确认即可。

# 查看隐去的信息
reveal = 查看（留痕）
reveal-call = 查看并拨打（留痕）
reveal-name = 查看反映人姓名
reveal-phone = 查看反映人电话
reveal-text = 这次查看会记录下来，反映人可以看到是谁、什么时候、为什么查看。
reveal-reason = 查看原因
reveal-reason-hint = 例如：上门前预约时间
revealed-title = 查看结果
revealed-text = 已记录这次查看。请勿截图或转发。

receipt-title = 受理回执
engine-message-text-hidden = 您反映的文字已撤出公开，原因可向办理单位了解；事项照常办理。
engine-message-text-shown = 您反映的文字已恢复公开。
receipt-opened = 受理时间
receipt-due = 承诺办结
receipt-holder = 承办
receipt-note = 凭编号和您留的手机号后四位，可以扫码查询进度，也可以拨打上面的电话。
receipt-qr = 扫码查询进度
receipt-case = 查看事项
receipt-another = 再录一件

# 代录、巡查发现、交办
sheet-text = 反映内容
sheet-photos = 照片
sheet-phone = 手机号
sheet-phone-hint = 没有手机的可以不填，办结后由工作人员回访
sheet-name = 姓名
sheet-number = 外部编号
sheet-due = 对方时限
sheet-due-hint = 比本地时限早的，按这个时限办理
sheet-may-call = 同意办理人员致电
sheet-may-call-hint = 征得本人同意后勾选
sheet-anonymous = 匿名
sheet-anonymous-hint = 只有办理这件事项的人能看到姓名
sheet-private = 只告诉本人结果
sheet-private-hint = 涉及家中、纠纷或具体人
sheet-about = 反映的是可能经办它的人或单位
sheet-about-none = 不是
sheet-opens = 类型
sheet-category-none = 未定类别
sheet-urgency-none = 按类别确定
sheet-acting = 以哪个岗位
sheet-place-choose = 选择位置
sheet-look = 查未结事项
sheet-look-none = 没有可查看的未结事项。
sheet-look-found = 这个号码有这些未结事项，先看是不是同一件：
sheet-send = 提交并打印回执
found-solved = 当场办结
found-solved-hint = 已经当场解决的，填写结果后一次完成。
found-solve = 当场办结
found-report = 没有解决，交给经办人
flash-taken-in = 已受理，请打印回执交给反映人。
flash-solved = 已当场办结，等待他人验收。
error-case-unknown = 没有找到这个编号，或者您无权查看它。
error-not-solved-here = 这个位置由别的岗位经办，请用“交给经办人”提交。
error-place-ambiguous = 有好几个地方叫这个名字，请写全上级，例如“某某小区1号楼”。
error-order-twice = 与第{ $first }行的编号重复。
error-progress-unknown = 编号与手机号后四位对不上，请核对后再试。

# 批量交办
orders-table-link = 批量录入（粘贴表格或上传文件）
orders-table-title = 批量录入工单
orders-table = 粘贴表格
orders-table-hint = 从电子表格里连同表头一起复制，粘贴到这里
orders-file = 或上传CSV文件
orders-file-hint = UTF-8或GB18030编码
orders-columns = 表头：编号、时限、来源、地点、内容、类别、紧急程度、姓名、电话。编号、来源、地点、内容必须有；时限写成2026-07-08这样的日期。
orders-number = 编号
orders-due = 时限
orders-channel = 来源
orders-place = 地点
orders-text = 内容
orders-category = 类别
orders-urgency = 紧急程度
orders-name = 姓名
orders-phone = 电话
orders-row = 行
orders-column = 列
orders-mistake = 问题
orders-problems = 有{ $count }处问题，还没有录入任何一行
orders-problems-list = 问题列表
orders-ready = 检查通过，{ $count }行可以录入。
orders-check = 检查
orders-take = 全部录入
orders-taken = 已录入{ $count }件

# 并案与撤出公开
merge-title = 把另一件并入{ $number }
merge-other = 要并入的事项编号
merge-other-hint = 那一件会结束，反映人转到这一件，互不知情
merge-text = 并案不能撤销。两件必须是同一流程、同一公开范围，且都在办理中。
flash-merged = 已并案。
hide-reason = 原因
hide-text = 撤出后，公开页面不再显示这件事项的文字、照片和结果；反映人和办理人员照常可见，反映人会收到通知。
unhide-text = 恢复后，公开页面按原来的公开范围显示。
flash-hidden = 已撤出公开。
flash-shown = 已恢复公开。

messages-none = 没有消息

# 查进度
progress-title = 查询办理进度
progress-of = 办理进度
progress-who = 现在由谁办理
progress-another = 再查一件
progress-text = 不用登录。填写受理回执上的编号，和反映时所留手机号的后四位。
progress-number = 编号
progress-number-hint = 例如20260708-0031
progress-digits = 手机号后四位
progress-look = 查询

# 共用柜台
lock-title = 已锁定
lock-text = { $name }离开超过5分钟，页面已锁定。请输入密码继续，或换人登录。
lock-password = 密码
lock-open = 继续
lock-switch = 换人登录
