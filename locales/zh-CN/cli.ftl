# 命令行：帮助、提示和报错。
cli-about = 邻里：居民反映、社区办理、群众评价的闭环。
cli-demo-about = 建立并打开一个地方的演示区（不填为垦利）
cli-demo-arg-playbook = 哪个地方：kenli、dangtu、changchun、leling、shaanxi，或一个治理方案文件
cli-demo-arg-listen = 监听地址，只能是本机（127.0.0.1:端口）
cli-demo-arg-data = 数据文件夹，再次启动时沿用（垦利为linli-data，其他为linli-data-名称）
cli-demo-arg-database = postgres://…，不填则用数据文件夹里的SQLite
cli-demo-arg-one-of = 只建立演示区的几分之一（1到20），供测试和小机器使用
cli-demo-arg-json = 就绪后在标准输出打印一行JSON
cli-playbook-about = 检查和绘制治理方案
cli-playbook-check-about = 检查一份方案，逐条指出问题，并列出各流程的时长
cli-playbook-check-arg-file = 方案文件（KDL）
cli-playbook-check-arg-data = 同时列出空缺的岗位：安装的数据文件夹
cli-playbook-check-arg-database = 同上，postgres://…
cli-playbook-simulate-about = 用两份治理方案试办事项，列出有什么不同：虚构的事项，或（用--data）已经办过的事项
cli-playbook-simulate-arg-before = 现在的治理方案
cli-playbook-simulate-arg-after = 修改后的治理方案
cli-playbook-simulate-arg-data = 用一处安装里已经办过的事项：它的数据文件夹
cli-playbook-simulate-arg-database = 同上，postgres://…
cli-simulate-cases = { $process }：虚构事项{ $cases }件，{ $same }件走法相同，{ $differ }件不同。
cli-simulate-recorded = { $process }：办过的事项{ $cases }件，{ $same }件走法相同，{ $differ }件不同。
cli-simulate-not-taken = 其中{ $count }件现行方案本身就不受理，未作比较。
cli-simulate-column-what = 不同之处
cli-simulate-column-where = 步骤
cli-simulate-column-before = 原来
cli-simulate-column-after = 现在
cli-simulate-column-count = 件数
cli-simulate-not-opened = 不能提出
cli-simulate-step-new = 新增步骤
cli-simulate-step-gone = 不再经过
cli-simulate-deadline = 时限（以第一件为例）
cli-simulate-refused = 不能再这样办
cli-simulate-end = 结局
cli-simulate-not-ended = 没有结束
cli-posts-district = { $place }（使用：{ $playbook }）
cli-posts-role = { $role }：{ $all }个岗位中{ $filled }个有人
cli-posts-vacant = ·   { $place }：空缺，由{ $stand-in }代行
cli-posts-nobody = ·   { $place }：空缺，而且没有人代行
cli-posts-more = ·   ……另有{ $count }个空缺；共有{ $nobody }个没有人代行
cli-playbook-new-about = 写一份带说明的方案开头，和几个能通过的情景
cli-playbook-new-arg-name = 方案的名称：小写字母、数字和连字符
cli-playbook-new-arg-out = 写进哪个新文件，不填就是“名称.kdl”
cli-playbook-begun = 方案写在{ $file }，情景写在{ $folder }：照着说明改，改一处，查一次。
cli-playbook-test-about = 按情景文件试办，核对每一步的状态，并列出没有走过的路
cli-playbook-test-arg-file = 方案文件（KDL）
cli-playbook-test-arg-scenarios = 情景文件，或装着它们的文件夹
cli-playbook-test-arg-accept = 把现在的状态存为快照
cli-playbook-test-arg-partial = 有没走过的路也算通过
cli-playbook-test-arg-json = 只打印一行JSON
cli-playbook-test-arg-draft = 为没走过的路起草情景，写进这个新文件
cli-scenario-ok = ·   通过  { $name }
cli-scenario-failed = ·   不通过  { $name }
cli-scenario-summary = { $count }个情景，{ $failed }个不通过；走过{ $taken }条路，共{ $all }条（{ $percent }%）。
cli-scenario-not-taken = 没走过：{ $process }: { $from } —{ $way }→ { $to }（{ $label }）
cli-scenario-way-late = 超时
cli-scenario-way-up = 超时上报一级
cli-scenario-way-top = 超时到顶
cli-scenario-way-supervise = 超时被督办
cli-scenario-way-exhausted = 次数用尽
cli-scenario-way-silence = 无人评价
cli-scenario-way-grant = 复核成立
cli-scenario-way-mediation = 请求调解
cli-scenario-way-deny = 复核不成立
cli-scenario-no-snapshot = 还没有快照{ $path }：看过每一步的状态后，加上--accept存下来。
cli-scenario-other-snapshot = 状态与快照{ $path }不同（-原来，+现在）；如果现在的才对，加上--accept。
cli-scenario-drafted = 已把{ $count }个情景草稿写进{ $path }：请读一遍，改好名称和出处。
cli-scenario-unreached = 还有{ $count }条路没有找到走法，请自己写，或看看方案里是不是走不到。
cli-playbook-draw-about = 把一个流程画成图
cli-playbook-draw-arg-file = 方案文件（KDL）
cli-playbook-draw-arg-format = svg或mermaid
cli-playbook-draw-arg-process = 流程的名称

cli-demo-building = 第一次启动，正在建立演示区……
cli-demo-built-places = 已建立{ $count }个地点
cli-demo-built-people = 已登记{ $count }人
cli-demo-built-history = 已收到{ $count }件诉求：已结{ $done }件（{ $ends }），未结{ $open }件
cli-demo-built-end = { $end }{ $count }件
cli-demo-built-between = 、
cli-demo-merged = 并入其他诉求
cli-demo-carrying = 正在把演示区搬到PostgreSQL……
cli-demo-column-role = 岗位
cli-demo-column-name = 姓名
cli-demo-column-sign-in = 用户名或手机
cli-demo-column-password = 密码
cli-demo-column-totp = 动态口令密钥
cli-demo-by-code = 短信验证码
cli-demo-ready = 演示区已就绪：{ $url }（人名、电话和事项均为虚构，请勿接入公网。按Ctrl+C停止）
cli-demo-code = 发往{ $phone }的验证码：{ $code }
cli-demo-number-changed = 短信（发给{ $phone }）：您的号码已换为{ $present }。不是您本人操作的，请联系社区。
cli-role-resident = 居民
cli-role-system-administrator = 系统管理员
cli-role-security-administrator = 安全管理员
cli-role-auditor = 审计管理员
cli-sms-code = 验证码{ $code }，五分钟内有效。请不要告诉任何人。
cli-sms-number-changed = 您在社区登记的号码已换为{ $present }。不是您本人办理的，请联系社区。

cli-failed-data = 程序自带的文件{ $file }有误（{ $said }），请重新安装。
cli-failed-refused = 没有完成{ $doing }：{ $said }。
cli-failed-disk-full = 磁盘已满，请清出空间后再启动；已确认的数据没有丢失。
cli-failed-disk-full-at = { $path }所在的磁盘已满，请在那里清出空间后再试；已确认的数据没有丢失。
cli-failed-damaged = 数据库文件已损坏，或者不是本程序的文件。请停掉服务，用最近的备份恢复到一个新的数据文件夹。
cli-failed-in-use = 数据文件夹{ $path }正由另一个服务使用，请先停掉它，或者换一个数据文件夹。
cli-failed-sms-missing = 没有找到发短信的程序{ $path }，请改正配置文件里[sms]的command。
cli-failed-sms-not-executable = 发短信的程序{ $path }不能执行，请运行chmod +x。
cli-failed-store = 数据库出错：{ $said }。
cli-failed-machine = 系统出错：{ $said }。
cli-failed-no-scenarios = 那里没有情景文件（.kdl）。
cli-failed-name = “{ $name }”不能作名称：用1至48个小写字母、数字和连字符，以字母开头。
cli-failed-process = 方案里没有流程“{ $process }”，请用--process写出其中一个流程的名称。
cli-failed-listen = 无法监听{ $address }（{ $said }），请换一个地址，或者先停掉占用它的程序。
cli-failed-demo-listen = 演示程序的密码和验证码人人可见，不能在{ $address }上对外开放。请用127.0.0.1；正式使用请运行linli serve。
cli-failed-demo-data = 这个数据库是演示数据，账号和密码是公开的，不能正式使用。请换一个空的数据文件夹或数据库。
cli-failed-folder = 无法读写{ $path }（{ $said }），请检查路径和权限。
cli-failed-key = 密钥文件{ $path }不能用（{ $said }），请放回原来的文件；没有它就打不开姓名和电话。
cli-failed-key-missing = 数据库里已有数据，但密钥文件{ $path }不见了：请放回原来的文件，没有它就打不开姓名和电话。
cli-failed-log-left = { $path }里还有没有写入数据库的内容，没有启用；请重新运行这个命令。
cli-failed-other-key = 数据是用另一个密钥写的，请把原来的密钥文件放回数据文件夹。
cli-failed-postgres = 连不上数据库：{ $cause ->
    [address] 地址写得不对，请检查配置里的database
    [refused] 对方拒绝连接，请检查数据库是否启动、端口是否正确
    [unreachable] 找不到这台机器，或者它没有回应，请检查地址和网络
    [password] 用户名或密码不对，请检查配置里的database
    [database] 服务器上没有这个名称的数据库，请先建立，或改正地址
    [certificate-name] 服务器的证书不是给这个地址的，请把地址写成证书上的名称
    [certificate-expired] 服务器的证书过期了，请在那边更换
    [certificate-root] 服务器的证书不是sslrootcert里的根证书签发的，请换成签发它的根证书
    [unencrypted] 服务器没有开启加密，请在那边开启；如果是自己的内部网络，可以在地址里写sslmode=disable
    [busy] 连接数已满，或者数据库正在启动、停止，请稍后再试
   *[other] 请查看数据库的日志
}（{ $said }）。
cli-failed-not-demo = 这里的数据不是演示区，为避免改动真实数据，已停止；请换一个--data或--database。
cli-failed-other-demo = 这里的数据是{ $key }的演示区，不是{ $wanted }的；请换一个--data或--database。
cli-failed-demo-playbook = 没有治理方案{ $name }：{ $said }。自带的演示区有{ $known }，其他的请写治理方案文件的路径。
cli-failed-demo-file = { $file }有错：{ $said }
cli-failed-demo-faulty = { $file }有错，没有建立演示区；请先按上面的提示改好（linli playbook check）。

cli-serve-about = 按配置文件运行
cli-serve-arg-config = 配置文件
cli-import-about = 导入
cli-import-places-about = 导入地点：统计用区划表，或本系统导出的格式
cli-import-places-arg-only = 只导入代码以此开头的区划，例如370505
cli-import-staff-about = 导入单位、人员、岗位和住户
cli-export-about = 导出
cli-export-places-about = 导出地点，可以原样再导入；不写文件名则输出到屏幕
cli-playbook-publish-about = 存入治理方案，并可启用于一个区县
cli-playbook-publish-arg-district = 区县的区划代码，例如370505
cli-calendar-about = 放假安排
cli-calendar-import-about = 导入一年的放假安排，并重新计算暂定的期限
cli-migrate-about = 把数据库升级到本程序的版本
cli-doctor-about = 检查安装：文件夹、密钥、数据库、数据是否一致
cli-arg-file = 文件
cli-arg-dry-run = 只检查，不改动
cli-arg-config = 配置文件
cli-arg-data = 数据文件夹
cli-arg-database = postgres://…，不填则用数据文件夹里的SQLite
cli-import-done = 已导入：新增{ $new }行，更新{ $changed }行，{ $unchanged }行没有变化。
cli-import-would = 检查通过，没有改动：将新增{ $new }行，更新{ $changed }行，{ $unchanged }行没有变化。
cli-import-refused = 有{ $count }处问题，没有导入任何内容；请改正后重新导入。
cli-playbook-published = 已存入治理方案{ $key }第{ $version }版。
cli-playbook-bound = { $place }的新事项从现在起按{ $key }办理。
cli-calendar-done = 已导入{ $year }年放假安排：放假{ $holidays }天，补班{ $workdays }天；重新计算了{ $redated }件事项的期限。
cli-migrate-done = 数据库已是最新版本。
cli-serve-first-run = 这是空的安装。请在24小时内打开这个链接，设置第一位系统管理员（只能用一次）：{ $url }
cli-doctor-key = 密钥文件：{ $path }（请与备份分开保管；丢失后姓名和电话无法恢复）
cli-doctor-open = 注意：这台机器上的其他账号能读{ $path }；请用chmod收回（文件600，文件夹700）
cli-doctor-sms = 发短信的程序：{ $path }
cli-doctor-sms-none = 没有接入短信：居民、网格员和楼长不能用验证码登录，请在配置文件里写上[sms]
cli-doctor-schema = 数据库结构版本：{ $version }
cli-doctor-district = { $place }：治理方案{ $playbook }
cli-doctor-calendars = 已导入的放假安排：{ $years }
cli-doctor-calendars-none = 还没有导入放假安排：期限暂按周末计算
cli-doctor-words = 有{ $count }件事项还搜索不到：升级后服务运行时会自动补上搜索用词
cli-doctor-checked = 已核对{ $cases }件事项、{ $events }条办理记录
cli-failed-error = { $said }
cli-failed-config = 配置文件{ $path }打不开（{ $said }），请检查路径和权限。
cli-failed-config-near = 配置文件{ $path }第{ $line }行：没有“{ $key }”这一项，是不是“{ $known }”？
cli-failed-config-key = 配置文件{ $path }第{ $line }行：没有“{ $key }”这一项；可以写的有{ $known }。
cli-failed-config-value = 配置文件{ $path }第{ $line }行：“{ $key }”应该写{ $key ->
    [public_url] 网址，例如https://linli.example.cn
    [data] 带引号的文件夹路径
    [listen] 地址和端口，例如127.0.0.1:8080
    [database] 带引号的postgres://地址
    [trusted_proxies] 由地址组成的列表，例如["127.0.0.1"]
    [node] 0到254的整数（255留给服务运行时另外执行的命令）
    [sms] 一节，写成[sms]，下面一行是command
   *[other] 程序和参数的列表，例如["/etc/linli/send-sms"]
}。
cli-failed-config-missing = 配置文件{ $path }里缺少“{ $key }”，必须写上。
cli-failed-config-syntax = 配置文件{ $path }第{ $line }行的写法不对：请检查引号、等号、方括号，以及有没有写重复。
cli-failed-file = 无法读写{ $path }（{ $said }），请检查路径、权限和编码。
cli-failed-district = 没有代码为{ $code }的区县，请先导入地点。
cli-doctor-photos = 已核对{ $count }张照片的文件
cli-doctor-photo-gone = 照片{ $photo }的文件不见了
cli-doctor-photos-more = 还有{ $count }张照片的文件不见了
cli-doctor-audit = 已核对审计日志{ $rows }条，另有{ $unsealed }条待封存
cli-doctor-no-number = 事项{ $case }没有编号
cli-doctor-unknown-number = 事项{ $case }的编号不是系统给的
cli-doctor-history = 事项{ $case }与它的办理记录不符
cli-doctor-queue = 事项{ $case }的任务与待办列表不符
cli-doctor-scopes = 事项{ $case }在列表里的记录不对
cli-doctor-no-audit = 事项{ $case }没有审计记录
cli-doctor-stray = 有属于事项{ $case }的记录，但没有这件事项
cli-doctor-missing = 没有找到{ $path }：这里还没有安装，或者路径不对。
cli-doctor-empty = 数据库是空的，请先运行migrate。
cli-doctor-problems = 有{ $count }处数据不一致，请停止使用并从备份恢复。
# 导入文件里的问题
cli-problem-encoding = 这一行的编码不是UTF-8，也不是GB18030，请另存为UTF-8。
cli-problem-workbook-old = 这是旧版.xls文件或加了密码的文件，请取消密码，另存为.xlsx或CSV。
cli-problem-workbook-broken = 这个Excel文件打不开，请另存为.xlsx再试，并保留至少一张显示的工作表。
cli-problem-workbook-large = 这个Excel文件解压后太大，请分成几个文件。
cli-problem-workbook-wide = 工作表右侧很远的地方还有内容，请删去表格以外的内容。
cli-problem-cell-merged = 这里是横向合并的单元格，看不出哪一列是什么；请取消合并。表头应在第一行，上方不要有标题。
cli-problem-cell-rounded = 这个数超过15位，表格软件已经改动了后面的数字；请把这一列设为文本，重新填写。
cli-problem-cell-error = 这一格是公式错误或时长，读不出内容。
cli-problem-sheet-empty = 文件是空的。
cli-problem-column-unknown = 不认识这一列，可用的列：{ $known }。
cli-problem-column-twice = 这一列出现了两次。
cli-problem-column-missing = 缺少这一列。
cli-problem-row-length = 这一行有{ $found }格，应为{ $wanted }格；内容里有逗号时请加引号。
cli-problem-row-broken = 这一行读不出来，请检查引号。
cli-problem-too-many-rows = 行数超过{ $max }，请分成几个文件。
cli-problem-cell-required = 必须填写。
cli-problem-level-unknown = 级别应为county、street或committee。
cli-problem-code-wrong = 代码不对，区划代码应为6、9或12位数字，网格代码应为15位数字。
cli-problem-code-twice = 代码{ $code }与第{ $first }行的相同。
cli-problem-code-elsewhere = 代码{ $code }应以上级的代码{ $above }开头。
cli-problem-code-taken = 代码{ $code }已属于另一个地点。
cli-problem-kind-unknown = 治理方案里没有这个种类。
cli-problem-kind-misplaced = { $kind }不能放在这个上级之下。
cli-problem-grid-misplaced = 网格应放在治理方案规定的上级之下。
cli-problem-grid-unknown = 没有这个网格。
cli-problem-grid-wrong = 这不是网格。
cli-problem-facility-unknown = 治理方案里没有{ $kind }这个渠道。
cli-problem-id-wrong = “#”后面应为导出文件里的编号。
cli-problem-number-wrong = 应为0以上的整数。
cli-problem-date-wrong = 日期应写成“年-月-日”，例如2026-07-08，也可以写成2026年7月8日。
cli-problem-crs-unknown = 坐标系应为 cgcs2000、wgs84、gcj02、bd09 或 local。
cli-problem-coordinate-wrong = 坐标应为小数，例如118.5512345；local 以米为单位。crs、x、y 三格要一起填。
cli-problem-flag-wrong = 应为0或1。
cli-problem-key-twice = 与第{ $first }行的标识相同。
cli-problem-place-twice = 另一行说的是同一个地点。
cli-problem-parent-unknown = 文件里和系统里都没有这个上级。
cli-problem-parent-ring = 上级绕成了圈。
cli-problem-other-district = 不能移到另一个区县。
cli-problem-place-unknown = 没有地点{ $place }。
cli-problem-place-ambiguous = 叫{ $place }的地点不止一个，请写成“街道/社区”的样子，或写代码。
cli-problem-phone-wrong = 手机号应为11位数字。
cli-problem-role-unknown = 治理方案里没有这个岗位。
cli-problem-role-elsewhere = { $role }不设在这一级地点。
cli-problem-word-unknown = 不认识这个词。
cli-problem-ends-before-start = 结束日期早于开始日期。
cli-problem-row-says-nothing = 这一行没有单位、岗位或住户。
cli-problem-post-twice = 同一行不能既在单位又在地点任职，请分成两行。
cli-problem-district-unclear = 不清楚属于哪个区县，请填写serves。
cli-problem-organisation-unknown = 前面没有这个上级单位。
cli-problem-kind-changed = 代码或标识指的是一个{ $kind }，种类不能改变。

# 备份、恢复和迁移
cli-backup-about = 备份：服务运行时也可以做；不含密钥文件
cli-backup-arg-to = 备份到哪个文件夹（还不存在，或者是空的）
cli-restore-about = 把备份恢复到空的安装；要先放好原来的密钥文件
cli-restore-arg-from = 备份所在的文件夹
cli-move-about = 从SQLite迁到PostgreSQL，并逐表核对；请先停掉服务
cli-move-arg-to = postgres://…，要迁入的数据库
cli-backup-table = { $table }：{ $rows }行
cli-backup-done = 已备份到{ $path }并核对：{ $rows }行数据，{ $photos }个照片文件。
cli-restore-done = 已恢复{ $when }的备份并核对：{ $rows }行数据，{ $cases }件事项。
cli-move-done = 已迁移并逐表核对：{ $rows }行数据，两边一致。
cli-move-next = 请在配置文件里写上database = "postgres://…"再启动；照片和密钥仍在原来的文件夹，SQLite文件没有改动。
cli-failed-not-empty = { $path }里已有内容，为避免覆盖已停止；请换一个空的位置。
cli-failed-backup-damaged = 备份里的{ $path }缺失或已损坏，没有恢复任何内容；请改用另一份备份。
cli-failed-backup-unfinished = { $path }不是一份完整的备份（没有manifest.json）：备份可能中途停止，或者路径不对。请改用另一份备份。
cli-failed-backup-newer = 这份备份的结构版本是{ $found }，本程序只认识到{ $known }；请用写它的程序或更新的程序恢复。
cli-failed-backup-audit = 审计日志有{ $count }处与封存时不一致，没有继续；请先运行linli audit verify查看。
cli-failed-restore-key = 没有密钥文件{ $path }；备份里不含密钥，请先把原来的密钥文件放到这里。
cli-failed-compare = 核对时发现表{ $table }两边不一致，没有启用；请停掉所有正在运行的服务后重试。
cli-failed-move-changed = 迁移期间SQLite里又有新内容写入，没有启用；请停掉服务后重试。
cli-failed-move-from = 这里已经在用PostgreSQL；迁移只从SQLite到PostgreSQL。
cli-failed-newer-database = 数据库的结构版本是{ $found }，本程序只认识到{ $known }；请换用写它的程序或更新的程序。
cli-failed-older-database = 数据库的结构版本是{ $found }，本程序是{ $known }；请用原来的程序备份，或先运行linli migrate升级。

# 账号
cli-account-about = 账号：列出、邀请、重置（只有运维人员能在本机上做，都记入审计）
cli-account-list-about = 列出用密码登录的人
cli-account-invite-about = 邀请一个人，给一次性链接；链接没用过的，再给一个
cli-account-invite-arg-username = 用户名
cli-account-invite-arg-name = 姓名；新邀请的人必填
cli-account-invite-arg-phone = 手机号，可以不填
cli-account-invite-arg-office = 职责：system（系统）、security（安全）、audit（审计），不填就是普通工作人员
cli-account-reset-about = 作废一个人的密码和动态口令，给一次性链接重新设置
cli-account-reset-arg-username = 用户名
cli-account-line = { $username }  { $office ->
    [system] 系统管理员
    [security] 安全管理员
    [audit] 审计管理员
   *[none] 工作人员
}  { $state ->
    [suspended] 已停用
    [invited] 已邀请，链接还没用
   *[active] 在用
}
cli-account-link = { $username }的一次性链接，72小时内有效，只能用一次，请当面交给本人：
cli-account-path = 没有给出配置文件，这里没有网址：请接在系统网址后面打开。
cli-failed-account = 没有用户名{ $username }：用linli account list看有哪些。
cli-failed-account-name = 用户名{ $username }是新的：请用--name写上姓名。
cli-failed-server-runs = 数据文件夹{ $path }正有服务器在用：先停掉它，再运行这条命令。
cli-failed-backup-format = 备份的格式是{ $found }，本程序只认识格式{ $known }：请用写它的程序或更新的程序恢复。
