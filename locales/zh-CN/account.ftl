# 账号：登录、会话、家庭、授权、管理员。

# 与家庭的关系
tie-owner = 业主
tie-tenant = 租户
tie-family = 家人
tie-carer = 照护人

# 管理员
role-resident = 居民
role-system-administrator = 系统管理员
role-security-administrator = 安全管理员
role-auditor = 审计管理员

# 登录方式
strength-code = 手机验证码
strength-two-factors = 密码和动态码
strength-counter = 密码和动态码（共用窗口）

# 授权：文字有改动时，程序里的版本号要跟着改，已有的授权要重新取得。
consent-words = 我同意由这位家人替我反映事项、查看进度、补充和评价。经办人会看到我的姓名和住址。我随时可以在这里或到社区收回，收回后不影响已经办理的事项。
consent-online = 本人在线同意
consent-spoken = 本人当面口头同意
consent-paper = 本人签字同意
consent-staff = 本人在社区同意
