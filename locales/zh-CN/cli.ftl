# 命令行：帮助、提示和报错。
cli-about = 邻里：居民反映、社区办理、群众评价的闭环。
cli-demo-about = 建立并打开垦利演示区
cli-demo-arg-listen = 监听地址
cli-demo-arg-data = 数据文件夹，再次启动时沿用
cli-demo-arg-database = postgres://…，不填则用数据文件夹里的SQLite
cli-demo-arg-json = 就绪后在标准输出打印一行JSON
cli-serve-about = 按配置文件运行
cli-serve-arg-config = 配置文件

cli-demo-building = 第一次启动，正在建立演示区……
cli-demo-built-places = 已建立{ $count }个地点
cli-demo-built-people = 已登记{ $count }人
cli-demo-built-history = 已办过{ $count }件诉求
cli-demo-column-role = 岗位
cli-demo-column-name = 姓名
cli-demo-column-sign-in = 用户名或手机
cli-demo-column-password = 密码
cli-demo-column-totp = 动态口令密钥
cli-demo-by-code = 短信验证码
cli-demo-ready = 演示区已就绪：{ $url }（人名、电话和事项均为虚构，请勿接入公网。按Ctrl+C停止）
cli-demo-code = 发往{ $phone }的验证码：{ $code }
cli-role-resident = 居民
cli-role-system-administrator = 系统管理员
cli-role-security-administrator = 安全管理员
cli-role-auditor = 审计管理员

cli-failed-data = 程序自带的文件{ $file }有误（{ $said }），请重新安装。
cli-failed-refused = 没有完成{ $doing }：{ $said }。
cli-failed-disk-full = 磁盘已满，请清出空间后再启动；已确认的数据没有丢失。
cli-failed-store = 数据库出错：{ $said }。
cli-failed-machine = 系统出错：{ $said }。
cli-failed-listen = 无法监听{ $address }（{ $said }），请换一个地址，或者先停掉占用它的程序。
cli-failed-folder = 无法读写{ $path }（{ $said }），请检查路径和权限。
cli-failed-key = 密钥文件{ $path }不能用（{ $said }），请放回原来的文件；没有它就打不开姓名和电话。
cli-failed-other-key = 数据是用另一个密钥写的，请把原来的密钥文件放回数据文件夹。
cli-failed-postgres = 连不上数据库：{ $said }。
cli-failed-not-demo = 这里的数据不是演示区，为避免改动真实数据，已停止；请换一个--data或--database。
