# 管理：一次性链接、开通、人员、审计

# 一次性链接
link-first-title = 设置第一位系统管理员
link-first-intro = 这是空的安装。请设置您的姓名、用户名和密码，并绑定身份验证器。链接只能用一次。
link-title = 设置密码和身份验证器
link-intro = 您的用户名是{ $username }。设好之后，用它和密码、动态码登录。
link-name = 姓名
link-username-hint = 3至40个小写字母、数字、点或连字符。
link-password = 新密码
link-password-hint = 至少10个字符，混用大小写字母、数字和符号中的三种；或16个字符以上的短句。
link-factor-title = 身份验证器
link-factor-intro = 用手机上的身份验证器应用扫描二维码，它会每30秒给出一个六位数字。
link-qr = 身份验证器的二维码
link-secret = 不能扫描时，在应用里手工输入这串密钥：
link-code-hint = 身份验证器现在显示的六位数字。
link-accept = 完成设置
link-gone-title = 链接已失效
link-gone-text = 这个链接已经用过、过期，或者不完整。第一次安装时，重新启动程序会给出新的链接；其他人请向管理员索取。
recovery-title = 恢复码
recovery-intro = 已设好，您现在已登录。下面每个恢复码可以代替动态码用一次。只显示这一次，请打印或抄下来，妥善保管。
recovery-kept = 已保存，继续

# 菜单和开通
admin-menu-start = 开始
admin-menu-places = 导入地点
admin-menu-staff-table = 导入人员
admin-menu-playbooks = 治理方案
admin-menu-calendars = 放假安排
admin-menu-staff = 人员
admin-menu-audit = 审计记录
admin-start-system = 依次完成下面几步，就可以受理第一件事项。
admin-start-security = 您负责密码、身份验证器、登录状态和手机号的变更。重置自己的，须由另一个人办理。
admin-start-audit = 您可以查阅全部审计记录。其他管理员不能改动您的账号。
admin-step-places = 导入地点
admin-step-playbook = 存入并启用治理方案
admin-step-calendar = 导入放假安排
admin-step-staff = 导入单位、人员和岗位
admin-step-offices = 邀请安全管理员和审计管理员
admin-step-done = 已完成
admin-step-open = 待办
admin-nothing-yet = 还没有
admin-there = 已有
admin-refiling = 正在按新的地点重新归档，已整理{ $count }件事项。
admin-ready = 全部就绪。居民登录后就可以反映事项，工作人员在工作台办理。
admin-on = 继续
admin-sign-out = 退出登录

# 导入
admin-import-places = 导入地点
admin-import-staff = 导入单位、人员和岗位
admin-import-intro = 先检查，逐行列出问题；有一处问题就什么也不导入。检查通过后，再由您确认导入。
admin-import-places-columns = 可用统计用区划表（locality、code、level、name、parent），或本系统的格式（key、parent、kind、name等，可用linli export places导出样例）。
admin-import-staff-columns = 列：organisation、kind、name、phone、role、place、household、tie、from、to等；手机号相同的算同一个人。
admin-import-file = CSV文件
admin-import-no-file = 请选择一个文件。
admin-import-only = 只导入代码以此开头的区划
admin-import-only-hint = 例如370505；本系统的格式不需要填写。
admin-import-reading = 正在读取文件……
admin-import-checking = 正在检查：{ $done }行，共{ $total }行
admin-import-writing = 正在写入，共{ $total }条……
admin-import-look = 刷新进度
admin-import-ready = 检查通过，还没有改动：将新增{ $new }行，更新{ $changed }行，{ $unchanged }行没有变化。
admin-import-done = 已导入：新增{ $new }行，更新{ $changed }行，{ $unchanged }行没有变化。
admin-import-take = 确认导入
admin-import-again = 另选文件
admin-import-forgotten = 这份文件已不在这里（超过半小时，或程序重新启动过），请重新上传。

# 治理方案
admin-playbooks = 治理方案
admin-playbook-intro = 方案规定一件事项由谁、按什么步骤、在多长时间内办理。已开始的事项沿用原来的版本。
admin-playbook-publish = 存入方案
admin-playbook-shipped = 随程序提供的方案
admin-playbook-file = 方案文件
admin-playbook-file-hint = 扩展名为.kdl的文件；与上一项选其一。
admin-playbook-publish-button = 检查并存入
admin-playbook-encoding = 文件不是UTF-8编码，请另存后再传。
admin-playbook-findings = 检查发现{ $count }处
admin-playbook-bind = 启用方案
admin-playbook-bind-intro = 启用后，这个区县的新事项按所选方案办理。
admin-playbook-district = 区县
admin-playbook-stored = 已存入的方案
admin-playbook-bind-button = 启用
flash-playbook-stored = 方案已存入。
flash-playbook-bound = 方案已启用。

# 放假安排
admin-calendars = 放假安排
admin-calendar-intro = 工作日期限按国务院办公厅每年的放假安排计算；还没有导入的年份暂按周末计算，导入后自动重算。
admin-calendar-years = 已导入：{ $years }
admin-calendar-shipped = 随程序提供的年份
admin-calendar-file = 放假安排文件
admin-calendar-file-hint = 扩展名为.toml的文件；与上一项选其一。
admin-calendar-import = 导入
admin-calendar-done = 已导入{ $year }年：放假{ $holidays }天，补班{ $workdays }天；重新计算了{ $redated }件事项的期限。

# 人员
admin-staff-place = 任职地点
admin-staff-place-hint = 名称或代码；同名的写成“街道/社区”。
admin-staff-none = 没有符合条件的人。
admin-staff-more = 下一页
admin-way-phone = 手机验证码
admin-way-invited = 已邀请，未设置
admin-way-password = 密码和动态码
admin-way-none = 不能登录
admin-way-suspended = 已停用
admin-member-posts = 岗位
admin-member-way = 登录方式
admin-member-invite = 邀请用密码登录
admin-member-letter = 打印登录说明
admin-member-suspend = 停用
admin-member-suspend-text = 停用后不能再登录，已登录的立即退出，其任务转由代理人办理。
admin-member-reinstate = 恢复
admin-member-reinstate-text = 此人已停用。恢复后可以重新登录。
admin-member-sessions = 全部退出登录
admin-member-sessions-text = 此人在所有设备上的登录立即失效。
admin-member-reset = 重置密码和身份验证器
admin-member-reset-text = 原来的密码、身份验证器和恢复码立即作废，并得到一个当面转交的新链接。
admin-member-phone = 解除手机号
admin-member-phone-text = 手机号已换了主人时使用。此号码下次登录将是一位新用户。
flash-suspended = 已停用。
flash-reinstated = 已恢复。
flash-sessions-ended = 已全部退出登录。
flash-phone-released = 手机号已解除。
admin-invite = 邀请
admin-invite-intro = 社区及以上的岗位和管理员用密码和身份验证器登录。网格员、楼长和单位人员用手机验证码，不需要邀请。
admin-invite-office = 管理职责
admin-invite-office-hint = 一个账号只能有一种管理职责；安全和审计管理员由系统管理员各邀请一次，以后只能在服务器上更换。
admin-invite-no-office = 没有，只有岗位
admin-invite-button = 生成链接
admin-letter = 账号开通单
admin-letter-invited = 请在72小时内打开下面的链接，或扫描二维码。链接只能用一次。
admin-letter-reset = 您原来的密码和身份验证器已作废。请在72小时内打开下面的链接，链接只能用一次。
admin-letter-username = 您的用户名是{ $username }。
admin-letter-set = 设置密码，用身份验证器应用扫描页面上的二维码。
admin-letter-keep = 抄下恢复码，妥善保管；手机丢失时用它登录。
admin-letter-open = 打开下面的网址，或扫描二维码。
admin-letter-phone = 填写您的手机号（{ $phone }），获取验证码。
admin-letter-code = 填写收到的六位验证码。自己的手机可以勾选“记住登录”。
admin-letter-qr = 登录网址
admin-letter-note = 请当面转交本人，不要转发或拍照。任何人都不会向您索要验证码。

# 审计
admin-audit-intro = 谁在什么时候做了什么，或被拒绝。这里不出现姓名，查阅本身也有记录。
admin-audit-who = 用户名或编号
admin-audit-action = 操作
admin-audit-subject = 对象
admin-audit-until = 截至
admin-audit-refused = 只看被拒绝的
admin-audit-at = 时间
admin-audit-outcome = 结果
admin-audit-leaf = 日志序号
admin-audit-program = 程序或未登录
