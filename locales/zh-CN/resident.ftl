# 居民的页面
# 首页
home-morning = 早上好
home-noon = 中午好
home-afternoon = 下午好
home-evening = 晚上好
home-greeting = { $name }，{ $words }
home-grid = { $grid }·{ $role }为您服务
home-bind = 告诉我们您住哪里
home-report = 我要反映
home-report-note = 写几句话、拍张照片就行
home-unconfirmed = 您的住址还没有确认，不影响反映问题。
home-unconfirmed-link = 去确认
home-refused = 社区没有确认您住在{ $place }。住址有误请改，确实住在这里的，可以用门上信件的验证码再登记一次，或到社区说明。不影响反映问题。
home-workbench = 去工作台
home-matters = 我的事项
home-all = 全部
home-no-matters = 还没有反映过事项
home-no-matters-text = 身边有问题，写几句话就能提交，办到哪一步都看得到。
home-services = 服务
home-chiefs = 有事找三长
home-board = 公示栏
home-chief = { $place }·{ $count }户
home-notices = 办理结果公示
home-notice = { $address }·{ $day }
tile-matters = 我的事项
tile-messages = 消息
tile-grid = 找网格
tile-talk = 说事地点
tile-published = 结果公示
tile-process = 办理流程
tile-family = 家人代办
tile-homes = 我的住址

# 事项
matter-title = 事项{ $number }
matter-tag-ended = 已结束
matter-tag-late = 已超期
matter-text-removed = （文字已删除）
matter-raised-on = { $day }提出
matter-promise = 承诺{ $when }前办结，{ $left }
matter-promise-late = 承诺{ $when }前办结，{ $left }，已报上级督促
matter-state = 进行到：{ $stage }
matter-state-rate = 有结果了，请您评价
matter-state-answer = 想请您补充一点情况
matter-state-paused = 等待补充，暂停计时
matter-ended-on = { $when }结束
matter-place = { $category }·{ $address }
matter-handler-due = 应在{ $when }前办理
matter-words = 反映内容
matter-number = 编号
matter-offers = 还可以做的事
matter-handlers = 现在由谁办
matter-story = 办理经过
matter-process = 事项怎么走
matter-publicity-private = 结果只告诉您本人
matter-publicity-compound = 结果在本小区公示，不写姓名
matter-publicity-public = 结果向社会公示，不写姓名

# 办理动作
act-submit = 提交
act-latest = 刚才有了这些变化
act-gone = 这一步已经过去
act-gone-text = 打开页面后，事项有了变化，这个操作现在用不上了。您写的内容还在下面，可以复制后用别的方式提交。
act-see = 看最新情况
flash-acted = 已提交。

# 反映
report-title = 我要反映
report-note = 写下事情、选好位置，就能提交
report-text = 发生了什么事？
report-text-hint = 例如：3号楼2单元门关不上，已经两天了。可以用手机键盘的语音输入。
report-photos = 拍照片（最多9张）
report-place = 在什么位置？
report-place-home = 按您登记的住址，可以修改
report-place-chosen = 您选的位置
report-place-scanned = 扫码：{ $name }
report-place-change = 修改位置
report-place-choose = 选择位置
report-opens = 是什么性质？
report-category = 属于哪一类？
report-category-none = 不确定，可不选
report-person = 替谁反映？
report-person-self = 我自己
report-anonymous = 匿名反映
report-anonymous-hint = 姓名、电话不显示给办理人员；只有确实需要时，承办人写明理由才能查看，每次查看您都能看到。
report-may-call = 可以打电话给我
report-may-call-hint = 正在办理的人能看到您的电话，方便上门或核实。
report-private = 结果只告诉我
report-private-hint = 家里的事、邻里纠纷可以打开，办理过程和结果不公示。
report-about = 这件事是针对会经办它的人或单位吗？
report-about-hint = 选了以后由上一级办理，被反映的人和单位看不到内容，也看不到是谁反映的。
report-about-none = 不是
report-emergency = 先打电话，人命要紧
report-emergency-kept = 您写的都在下面，没有丢。脱离危险后再提交也来得及。
report-emergency-always = 遇到火情、燃气泄漏、人身危险，请先拨打119、110或120。
report-similar = 附近可能已经有人反映过
report-similar-note = 看看是不是同一件事。是的话可以不再提交；不是，或您想补充，仍可提交，工作人员会合并办理。
report-similar-line = { $address }·{ $day }
report-similar-untitled = 同类事项
report-send = 提交
report-send-anyway = 看过了，仍然提交
flash-reported = 已提交，我们收到了。

# 选位置
place-title = 选择位置
place-note = 一级一级点下去，选到最合适的一级
place-top = 全部区县
place-trail = 当前位置
place-pick = 就选{ $name }
place-inside = 再往下选

# 回执
matter-receipt = 受理回执
sent-raised = 提出时间
sent-due = 承诺办结
sent-place = 位置
sent-handler = 现由
sent-phone = 办公电话
sent-note = 凭编号可以随时查询。办理有新进展，会发消息告诉您。
sent-qr = 扫码看进度
sent-what-next = 接下来
sent-next = 现在进入“{ $step }”，应在{ $when }前有回音。
sent-follow = 看办理进度
sent-home = 回首页
sent-print = 打印

# 消息
inbox-none = 没有消息
inbox-none-text = 事项有新进展时，会在这里告诉您。
inbox-line = 编号{ $number }·{ $when }

# 我的
me-title = 我的
me-sign-out = 退出登录
me-name = 姓名
me-phone = 手机号
me-home = 住址
me-none = 未填写
me-two-factors = 您还有工作岗位，用密码和动态码登录后才能打开。
me-homes-note = 绑定、确认、搬走
me-family-note = 替家里老人反映和跟进
me-looks-note = 每一次查看都有记录
me-sessions-note = 在别处登录的可以退出
me-name-note = 更正您的姓名
me-phone-note = 换号后，旧号码不能再登录
me-display-note = 长辈版、深色、语言
flash-saved = 已保存。
name-title = 改姓名
name-intro = 姓名加密保存，办理人员一般只看到姓和打星号的名。
name-hint = 填写真实姓名，社区核对时用。
phone-title = 换手机号
phone-intro = 先向新号码发验证码。换好后，原来的号码会收到一条提醒短信，其他设备都要重新登录。
phone-new = 新手机号
phone-change = 换成这个号码
looks-title = 谁看过我的信息
looks-intro = 姓名和电话平时打着星号。有人看了完整的，都记在这里。
looks-none = 没有人看过
looks-somebody = 一位工作人员
looks-by = { $name }（{ $post }）
looks-line = { $who }查看了{ $what }
looks-detail = { $when }·编号{ $number }·理由：{ $reason }
looks-reason-task = 正在办理，且您同意打电话
looks-reason-erased = 原因已依法删除
sessions-title = 登录的设备
sessions-intro = 不认识的登录，请马上退出，并换一次手机号或联系社区。
sessions-line = { $from }登录，最晚{ $until }到期
sessions-current = 本机
sessions-end = 退出这个登录
flash-session-ended = 已退出那个登录。

# 住址
homes-title = 我的住址
homes-intro = 确认以后，可以看到本小区的公示、替家人反映。没有确认也不影响反映问题。
homes-confirmed = 已确认
homes-waiting = 待确认
homes-leave = 我不住这里了
homes-new = 添加住址
homes-new-note = 选到您家这一户
homes-mates = 同住的人
homes-mate = { $tie }·{ $place }
homes-unnamed = 未填姓名
homes-confirm = 确认是一家人
homes-tie = 您是这户的
homes-code = 门上信件的验证码
homes-code-hint = 有验证码马上确认；没有的，可以请家人确认，或等社区核对。
homes-bind = 就是这一户
flash-home-confirmed = 住址已确认。
flash-home-waiting = 已登记，等待确认。不影响您反映问题。
flash-home-left = 已解除绑定。
flash-member-confirmed = 已确认。

# 家人代办
family-title = 家人代办
family-intro = 您可以替同住的老人反映、跟进和评价，也可以让家人替您办。
family-matters = 替家人反映的事项
family-i-act = 我替{ $name }办
family-they-act = { $name }替我办
family-since = { $day }起
family-report = 替他反映
family-withdraw = 收回授权
family-add = 添加没有手机的老人
family-add-note = 请先把下面的话读给老人听，老人同意后再添加。
family-name = 老人姓名
family-home = 住在
family-channel = 老人怎样同意的
family-add-button = 老人同意，添加
family-needs-home = 住址确认后才能添加家人。
family-let = 让家人替我办
family-let-whom = 让{ $name }替我办
flash-elder-added = 已添加。
flash-consent-given = 已授权。
flash-consent-withdrawn = 已收回授权。

# 我的岗位：是否公开姓名和电话
home-chief-named = { $role } { $name }
posts-title = 我的岗位
posts-note = 您同意后，“找网格”、居民首页和事项页会显示您的姓名和手机号，方便居民找您；不同意就只显示岗位和办公电话。随时可以撤回。
post-published = 已公开
post-unpublished = 未公开
post-publish = 同意公开姓名和电话
post-unpublish = 不再公开
flash-post-published = 居民现在能看到您的姓名和电话。
flash-post-unpublished = 已不再公开您的姓名和电话。
inbox-new = 新
inbox-read = 全部标为已读
