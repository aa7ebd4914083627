# 办理经过：每条记录一句话，各处共用。
story-actor-you = 您
story-actor-raiser = 反映人
story-actor-co-raiser = 另一位反映人
story-actor-system = 系统
story-actor-staff = 工作人员
story-next = 进入环节：{ $step }
story-photo = 照片{ $count }
story-field = { $name }：{ $value }
story-cell-joint = ；
story-text-removed = （这段文字已依法删除）

event-opened = { $who }提出
event-entered = 进入环节：{ $what }
event-acted = { $who }：{ $what }
event-escalated = 逾期，自动上报上一级
event-rated = { $who }评价：{ $what }
event-rated-by-staff = 工作人员代评：{ $what }
event-published = 结果公布
event-supplemented = { $who }补充了情况
event-ended = 结束：{ $what }
event-accepted = { $who }已接办
event-accepted-by-silence = { $detail }到时限没有答复，视为已接办
event-overruled = 异议不成立，继续办理
event-late = 已超过时限
event-overall-late = 已超过承诺时间
event-instructed = 上级督办
event-paused = 暂停计时
event-resumed = 恢复计时
event-redated = 办理时限已延长
event-redated-calendar = 按新公布的放假安排更正时限
event-merged = 并入同类事项
event-hidden = 屏蔽了公开内容
event-shown = 恢复了公开内容
event-urged = { $who }催办
event-reopened = 复核成立，重新办理
event-exhausted = 次数用尽，转入下一环节

# 方案表单
form-choose = 请选择
form-photos-kept = 已上传的照片
form-photo-drop = 不要这张
form-row = 第{ $count }项
form-row-more = 再加一项
story-holder-named = { $post } { $name }
