# 出错时说的话：每个代码一句，说明发生了什么、该怎么做。代码不变，程序据此判断；话可以改。

# 状态的名称（接口的 title）
error-title-400 = 请求无法读取
error-title-401 = 需要登录
error-title-403 = 没有权限
error-title-404 = 没有找到
error-title-408 = 发送太慢
error-title-405 = 不支持的操作
error-title-409 = 现在不能办理
error-title-412 = 内容已更新
error-title-413 = 内容太大
error-title-415 = 格式不支持
error-title-422 = 填写有误
error-title-428 = 缺少版本
error-title-429 = 操作太频繁
error-title-500 = 系统出了问题
error-title-503 = 系统正忙

# 请求本身
error-request-malformed = 请求的格式不对，请按接口说明检查后重新发送。
error-body-malformed = 正文不是有效的 JSON（须为 UTF-8 编码），请检查后重新发送。
error-not-utf8 = 文字的编码不对（须为 UTF-8），没有受理。请在本站页面上重新填写。
error-body-too-large = 内容超过了允许的大小。单张照片不超过20兆，请压缩后再传。
error-body-too-slow = 网络太慢，内容没有全部收到。请到信号好的地方再试，或减少照片。
error-server-busy = 现在上传的人太多，请半分钟后再试。
error-media-type-unsupported = 不支持这种格式，请按接口说明设置 Content-Type。
error-method-not-allowed = 这个地址不支持这种操作，可用的操作见响应头 Allow。
error-version-malformed = If-Match 应为任务的版本号，例如 "3"，请照事项中 actions 给出的 version 填写。
error-key-malformed = Idempotency-Key 应为1至100个可见的 ASCII 字符，请更换后重新发送。
error-form-foreign = 这张表单不是从本站页面提交的，没有受理。请回到本站页面，刷新后重新提交。
error-internal = 系统出了问题，这次操作可能没有完成。请稍后重试；如仍不成功，请联系所在社区。
error-disk-full = 系统的存储空间满了，这次没有保存。请告诉管理员；急事请拨打社区服务电话。

# 登录
error-signed-out = 您还没有登录，或者登录已过期。请重新登录。
error-session-locked = 离开时间较长，页面已锁定。请输入密码继续。
error-sign-in-refused = 登录信息不正确或已失效。请检查后重试，或重新获取验证码。
error-too-many-tries = 尝试次数太多，请稍后再试。
error-limit-reached = 这项操作今天已达到上限，请过一段时间再试；急事请拨打社区电话或到服务窗口办理。
error-sms-unavailable = 验证码暂时发不出去，请稍后重试，或到社区服务大厅办理。
error-sms-missing = 这里还不能发短信验证码。工作人员请用密码登录；居民请到社区服务大厅办理。
error-number-asleep = 这个号码很久没有使用。如果您以前用过，请填写当时登记的姓名和一件事项的编号，或到社区窗口核对；如果您是新用户，请勾选“我第一次来”。
error-proof-wrong = 与登记的信息不一致。请再核对，或勾选“我第一次来”。
error-code-wrong = 验证码不正确或已失效，请核对后重填，或重新获取。
error-letter-wrong = 绑定码不对，或已过期、作废。请对照最近一封门牌信再填；没有信的，可以空着，等家人或社区确认。
error-service-phone-wrong = 电话应为3位以上的数字，可带区号和横线，最多{ $max }个字符，例如0546-1234567。
error-service-number-twice = 这种电话填了两次，请只留一个。
error-service-numbers-many = 其他电话最多填{ $max }个。
error-too-many-boards = 一次最多登记{ $max }块公示牌，请分几次。
error-phone-wrong = 手机号应为11位数字，请检查后重填。
error-phone-in-use = 这个手机号已有人使用，请换一个号码。
error-no-password = 这次登录没有用密码，不会锁定，也不用解锁。请直接继续。
error-sign-in-anew = 为了您的账号安全，更换手机号前请先退出，用现在的手机号重新登录，并在5分钟内更换。现在的号码已停用的，请到社区窗口办理。
error-phone-by-administrator = 您现在担任岗位，更换手机号请找安全管理员办理。
error-username-wrong = 用户名须为3至40个小写字母、数字、点或连字符，请重填。
error-username-taken = 这个用户名已有人使用，请换一个。
error-has-credential = 此人已有密码登录，无需再次邀请；忘记密码请由安全管理员重置。
error-invited-already = 此人已邀请过，还没有设置密码。链接丢失或过期的，请安全管理员重置，会得到新的链接。
error-not-staff = 此人没有岗位，不能这样办理。
error-second-person-needed = 这项操作须由另一个人办理，不能自己办自己的。
error-password-wrong = 密码不正确，请重填。
error-password-too-short = 密码太短，至少10个字符。
error-password-too-long = 密码太长，最多128个字符。
error-password-holds-username = 密码里不能含有用户名，请换一个。
error-password-too-simple = 密码太简单：请混用大小写字母、数字和符号中的三种，或使用16个字符以上的短句。

# 权限和版本
error-not-found = 没有找到。地址可能有误，内容可能已撤下，或者您无权查看。
error-forbidden = 您可以查看，但办理它需要相应的岗位。如有疑问，请联系所在社区。
error-stale = 打开之后有了新变化。请刷新，看过最新情况后重新提交。
error-version-missing = 没有说明看到的是哪一版。请带上任务的版本号（If-Match）重新提交。
error-conflict = 刚才有人先一步办理了，您的内容没有提交。请刷新后再操作。
error-key-reused = 用这个提交标识（Idempotency-Key）已经收下另一份内容，请先看看它。要另交这一份，请换一个标识，在页面上再点一次提交即可。
error-invalid-fields = 有填写不对的地方，请按提示修改后重新提交。

# 字段
error-empty = 请填写内容。
error-too-long = 太长：最多{ $max }个字，现在有{ $found }个。请缩短后再提交。
error-control-characters = 含有不能显示的字符，请删去后重填。
error-field-required = 这一项必须填写。
error-field-unknown = 没有这一项，请删去。
error-given-twice = 这一项给了两次而且不一样，请只留一个。
error-field-type = 这一项的格式不对，请检查后重填。
error-field-range = 应在{ $min }到{ $max }之间，请重填。
error-field-past = 日期已过，请填今天或以后的日期。
error-field-date = 日期应写成“年-月-日”，例如 2026-07-08。
error-field-choice = 请从列出的选项中选择。
error-list-place-unknown = 页码无效，请从第一页重新查看。
error-field-many = 最多{ $max }个，请减少后再提交。
error-field-post = 这个岗位不管这个地点，或者级别不够，请另选一个。
error-post-vacant = 这个岗位目前空缺，请另选一个。
error-party-unknown = 没有这个单位，或者它不服务这个地点，请另选一个。
error-party-kind = 这类单位不能承办这一步，请另选一个。
error-party-unstaffed = 这个单位还没有人可以登录，请另选一个或联系区级协调办公室。
error-party-twice = 同一个单位选了两次，请删去一个。
error-progress-required = 重复反映的，须写明前一事项的办理进展。
error-too-many-photos = 照片超过了允许的张数，请减少后再提交。
error-too-many-items = 行数太多，请减少后再提交。
error-photo-unknown = 没有找到这张照片，或者它已用于别的事项。请重新上传。
error-photo-too-large = 照片太大，单张不超过20兆。请压缩或换一张。
error-not-a-photo = 这不是能识别的照片。请上传 JPEG、PNG 或 WebP 格式的照片。
error-photo-too-many-pixels = 照片的像素太多（最多四千万）。请缩小后再上传。
error-place-unknown = 没有找到这个地点，请重新选择。
error-no-playbook = 这个地区还没有启用治理方案，暂时不能受理。请联系所在社区。
error-order-long-past = 办结期限已过去一年以上，请核对年份。
error-order-known = 这个编号的工单已经受理，本系统编号为{ $number }。
error-not-your-post = 您目前没有这个岗位，请从自己的岗位中选择。
error-not-agreed = 此人没有同意由您代办。请先取得同意，并确认你们同属一户。
error-staff-only = 由工作人员判定，请不要填写这一项。
error-period-backwards = 结束日期早于开始日期，请更正。
error-person-unknown = 没有找到此人，请核对后再填。
error-household-unknown = 没有找到这户，请重新选择。
error-place-too-large = 范围太大，请选择楼栋或单元。
error-notice-too-long = 公告最多公布{ $max }天，请填早一些的日期。
error-admission-too-late = 完成时限最多{ $max }天，请填早一些的日期。
error-admission-before = 新事项的起始日期应晚于被替换的事项，请更正。
error-admission-longer = 只能提前停用，不能比原定的截止日期更晚。
error-no-households = 这个地点下面没有住户，请另选。
error-too-many-at-once = 一次选得太多，请分几次办理。

# 办理中的拒绝
error-process-unknown = 治理方案里没有这个流程，请联系系统管理员。
error-opens-unknown = 这个流程不受理这一类，请另选一类。
error-channel-unknown = 这个流程不从这个渠道受理，请另选渠道。
error-class-unknown = 治理方案里没有这个公开类别，请联系系统管理员。
error-urgency-unknown = 治理方案里没有这个紧急程度，请另选一个。
error-publicity-too-wide = 公开范围只能缩小；扩大须经反映人同意。
error-raiser-missing = 须写明反映人，或者由哪个岗位发现。
error-recusal-not-offered = 这个流程没有回避的办法，请到上一级当面反映。
error-recused = 此事与承办人有关，须回避，请由上一级办理。
error-not-office = 这里须由任职岗位决定，请改选。
error-no-route = 此事涉及本地最高一级，系统内没有更上一级可以办理。请向纪检监察机关反映，或拨打12345。
error-playbook-mismatch = 这件事项按另一版治理方案办理，请刷新后再操作。
error-not-movable = 新版治理方案里没有它现在所处的步骤，不能转换。
error-ended = 这件事项已经结束，不能再办理。
error-paused = 计时已暂停，正在等待答复。请等答复后再办理。
error-stale-task = 打开之后任务有了新变化。请刷新，看过最新情况后重新提交。
error-not-offered = 现在不能这样办理。请刷新，看看目前可以做什么。
error-not-entitled = 这一步由别人办理，您没有相应的岗位。
error-approval-pending = 正在等待另一个人同意，请等结果出来后再办理。
error-second-person-same = 复核人须是另一个人，请另选一位。
error-condition = 治理方案规定了条件，这件事项现在不符合：{ $condition }
error-assists-open = 协办单位还没有办完，须等全部办完才能结束。
error-too-soon = 不久前刚办过，{ $until }以后可以再次办理。
error-extended-before = 这一步已经延期过一次，不能再延。
error-not-mergeable = 这两件事项不能合并，请分别办理。

# 安装和导入
error-calendar-unreadable = 这个文件不是可识别的放假安排：{ $said }
error-day-other-year = { $day }不属于这一年，请更正。
error-day-not-made-up = { $day }不是周末，不能列为补班日。
error-district-kind = 这里的“{ $kind }”不是治理方案最上层的地点种类，请选择区县。
error-playbook-version-taken = 治理方案{ $key }第{ $version }版已存有另一份内容，请把版本号加一。

# 表格：哪一行哪一列有什么问题
error-encoding = 文件不是文本。请另存为 UTF-8 或 GB18030 编码的 CSV。
error-sheet-empty = 表格是空的，请至少写上表头和一行。
error-file-missing = 请选择一个文件，或选一份随程序提供的。
error-file-encoding = 文件不是UTF-8编码，请另存后再传。
error-row-broken = 这一行读不出来，请检查引号和分隔符。
error-row-length = 这一行有{ $found }格，与表头不一致。
error-too-many-rows = 行数太多，最多{ $max }行。请分几次提交。
error-column-unknown = 没有这一列。可用的列有：{ $known }。
error-column-twice = 这一列出现了两次，请删去一列。
error-column-missing = 缺少这一列，请补上。

# 审计和删除
error-audit-empty = 审计日志还没有封存的记录，请稍后再试。
error-grid-plan-outdated = 楼栋、户数或网格已有变化，这份草案不能再用。请重新提出方案。
error-grid-plan-closed = 这份方案已启用或已放弃，不能再改。
error-grid-plan-breaks-rules = 方案不符合规定。请调整，或勾选“仍然启用”。每栋楼都要有网格。
error-grid-plan-later = 这个社区已有方案定在以后的日期启用。请到那天以后再启用新的方案。
error-grid-name-taken = 这个名称已有网格使用，请换一个。
error-text-erased-already = 这段文字已经删除。
error-period-too-long = 期间太长，请缩短后再查。
error-month-to-come = 这个月还没有到，请选择本月或以前的月份。
error-period-unknown = 没有这种时间范围，请选择一个月、三个月或十二个月。
error-place-too-small = 范围太小，不公布数字，以免指向某一户。请选择社区或以上。
error-dispatch-no-list = 这一级没有派单目录，请选择街道或区。
error-dispatch-clash = 同一目录、同一类别在这段时间里已有主办单位，或这个单位已经列入。
error-dispatch-list-full = 目录最多{ $max }条。
error-ends-before-start = 结束日期早于开始日期。
error-dispatch-not-kept = 这不是您管理的派单目录。
error-dispatch-organisation-unknown = 没有这个单位，请按系统里的名称填写。
error-organisation-ambiguous = 叫这个名称的单位不止一个。
error-dispatch-twice = 另一行说的是同一条。
