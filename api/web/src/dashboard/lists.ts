import type { Page } from './pages'

// One line for each list; its columns stand in documents/lists.graphql.

export const ORGANISATION: Page[] = [
  { path: 'unions', list: 'unions', type: 'UnionOrganisation', chinese: '工会组织', english: 'Unions', entity: 'UNION', search: 'name', front: true, actions: ['updateUnion', 'changeUnionStatus', 'holdElection', 'appointCadre', 'formCommittee', 'checkThreeShows', 'openHomeAssessment', 'planBudget'] },
  { path: 'enterprises', list: 'enterprises', type: 'Enterprise', chinese: '企事业单位', english: 'Enterprises', entity: 'ENTERPRISE', search: 'name', front: true, actions: ['updateEnterprise', 'watchEnterprise', 'reportBusinessEvent'] },
  { path: 'business-events', list: 'businessEvents', type: 'BusinessEvent', chinese: '经营事件', english: 'Business events', entity: 'ENTERPRISE', order: 'HAPPENED_ON.DESC' },
  { path: 'elections', list: 'unionElections', type: 'UnionElection', chinese: '工会选举', english: 'Elections', entity: 'UNION_WORK', order: 'HELD_ON.DESC' },
  { path: 'cadres', list: 'cadrePositions', type: 'CadrePosition', chinese: '工会干部', english: 'Cadres', entity: 'UNION_WORK', search: 'name', front: true, actions: ['recordCadreTraining', 'endCadre'] },
  { path: 'cadre-trainings', list: 'cadreTrainings', type: 'CadreTraining', chinese: '干部培训', english: 'Cadre trainings', entity: 'UNION_WORK', search: 'title' },
  { path: 'committees', list: 'unionCommittees', type: 'UnionCommittee', chinese: '专门委员会', english: 'Committees', entity: 'UNION_WORK', actions: ['endCommittee'] },
  { path: 'covered-units', list: 'coveredUnits', type: 'CoveredUnit', chinese: '联合会覆盖单位', english: 'Covered units', entity: 'UNION_WORK', actions: ['releaseUnit'] },
  { path: 'six-haves', list: 'sixHavesAssessments', type: 'SixHaves', chinese: '六有评估', english: 'Six haves', entity: 'UNION_WORK', order: 'YEAR.DESC', actions: ['reviewSixHaves'] },
  { path: 'six-haves-items', list: 'sixHavesItems', type: 'SixHavesItemCheck', chinese: '六有评估项目', english: 'Six haves, items', entity: 'UNION_WORK', actions: ['rectifySixHavesItem'] },
  { path: 'three-shows', list: 'threeShowsChecks', type: 'ThreeShows', chinese: '三亮检查', english: 'Three shows', entity: 'UNION_WORK', order: 'CHECKED_ON.DESC' },
  { path: 'homes', list: 'homeAssessments', type: 'HomeAssessment', chinese: '职工之家评定', english: 'Homes of workers', entity: 'UNION_WORK', order: 'YEAR.DESC', actions: ['changeHomeStatus'] },
  { path: 'strengths', list: 'unionStrengths', type: 'UnionStrength', chinese: '基层工会力量评估', english: 'Strength of unions', entity: 'UNION_WORK', order: 'YEAR.DESC' },
  { path: 'union-versions', list: 'unionVersions', type: 'UnionVersion', chinese: '组织沿革', english: 'Union history', entity: 'UNION', search: 'name', order: 'VALID_FROM.DESC' },
  { path: 'union-steps', list: 'organisationSteps', type: 'OrganisationStep', chinese: '组织业务记录', english: 'Union steps', entity: 'UNION_WORK', order: 'TAKEN_ON.DESC' },
  { path: 'budgets', list: 'unionBudgets', type: 'UnionBudget', chinese: '经费项目', english: 'Budgets', entity: 'UNION_FUND', search: 'title', order: 'YEAR.DESC', actions: ['allotBudget', 'spendBudget', 'auditBudget'] },
  { path: 'union-ledger', list: 'unionLedger', type: 'UnionLedgerEntry', chinese: '经费台账', english: 'Union ledger', entity: 'UNION_FUND', order: 'BOOKED_ON.DESC' },
  { path: 'contributions', list: 'unionContributions', type: 'UnionContribution', chinese: '经费拨缴', english: 'Contributions', entity: 'UNION_FUND', order: 'YEAR.DESC', actions: ['bookContributionPayment'] },
  { path: 'fund-targets', list: 'fundTargets', type: 'FundTarget', chinese: '经费倾斜目标', english: 'Fund targets', entity: 'UNION_FUND', order: 'YEAR.DESC' },
  { path: 'divisions', list: 'divisions', type: 'Division', chinese: '行政区划', english: 'Divisions', entity: 'DIVISION', search: 'name', order: 'CODE.ASC' },
]

export const MEMBERSHIP: Page[] = [
  { path: 'members', list: 'members', type: 'Membership', chinese: '会员', english: 'Members', entity: 'MEMBERSHIP', search: 'person.name', front: true, actions: ['changeMembershipStatus', 'changeEmploymentForm', 'requestTransfer'], bulk: ['changeMembershipStatuses'] },
  { path: 'transfers', list: 'membershipTransfers', type: 'MembershipTransfer', chinese: '会籍接转', english: 'Transfers', entity: 'TRANSFER', order: 'REQUESTED_ON.DESC', front: true, actions: ['decideTransfer'] },
]

export const FACILITIES: Page[] = [
  { path: 'facilities', list: 'facilities', type: 'Facility', chinese: '服务阵地', english: 'Facilities', entity: 'FACILITY', search: 'name', front: true, actions: ['updateFacility', 'changeFacilityStatus', 'logUse', 'logCare', 'recordInspection', 'recordEquipment', 'assignKeeper', 'setOpeningException', 'addRoom'], bulk: ['changeFacilityStatuses'] },
  { path: 'inspections', list: 'inspections', type: 'Inspection', chinese: '阵地检查', english: 'Inspections', entity: 'INSPECTION', order: 'INSPECTED_ON.DESC', front: true, actions: ['recordFix'] },
  { path: 'usage', list: 'usageLogs', type: 'UsageLog', chinese: '使用登记', english: 'Usage', entity: 'INSPECTION', order: 'USED_ON.DESC', front: true },
  { path: 'care', list: 'careLogs', type: 'CareLog', chinese: '日常登记', english: 'Care', entity: 'INSPECTION', order: 'LOGGED_AT.DESC' },
  { path: 'keepers', list: 'facilityKeepers', type: 'FacilityKeeper', chinese: '站点管理员', english: 'Keepers', entity: 'FACILITY', search: 'name' },
  { path: 'equipment', list: 'equipmentItems', type: 'EquipmentItem', chinese: '设施设备', english: 'Equipment', entity: 'FACILITY', search: 'name' },
  { path: 'opening-hours', list: 'openingHours', type: 'OpeningHours', chinese: '开放时间', english: 'Opening hours', entity: 'FACILITY' },
  { path: 'opening-exceptions', list: 'openingExceptions', type: 'OpeningException', chinese: '临时开放安排', english: 'Opening exceptions', entity: 'FACILITY', order: 'DAY.DESC' },
  { path: 'rooms', list: 'facilityRooms', type: 'FacilityRoom', chinese: '可预约场地', english: 'Rooms', entity: 'FACILITY', search: 'name', actions: ['bookRoom', 'changeRoom'] },
  { path: 'bookings', list: 'roomBookings', type: 'RoomBooking', chinese: '场地预约', english: 'Bookings', entity: 'INSPECTION', order: 'STARTS_AT.DESC', actions: ['changeBooking'] },
  { path: 'bases', list: 'trainingBases', type: 'TrainingBase', chinese: '培训基地', english: 'Training bases', entity: 'FACILITY', search: 'legalName' },
  { path: 'demand', list: 'demandSites', type: 'DemandSite', chinese: '需求点与缺口', english: 'Demand and gaps', entity: 'FACILITY', search: 'name' },
  { path: 'building-plans', list: 'buildingPlans', type: 'BuildingPlan', chinese: '建设计划', english: 'Building plans', entity: 'FACILITY', order: 'YEAR.DESC' },
]

export const ASSISTANCE: Page[] = [
  { path: 'dossiers', list: 'dossiers', type: 'Dossier', chinese: '困难档案', english: 'Dossiers', entity: 'DOSSIER', search: 'number', front: true, actions: ['changeDossierStatus', 'planReview', 'triggerReview', 'recordHouseholdVisit', 'checkExclusion', 'addEvidence', 'recordSpotCheck', 'recordMonitoring'], bulk: ['planReviews', 'triggerReviews'] },
  { path: 'aid', list: 'assistanceRecords', type: 'AssistanceRecord', chinese: '帮扶记录', english: 'Aid', entity: 'ASSISTANCE', search: 'number', front: true, actions: ['decideAssistance', 'changeAssistanceStatus'] },
  { path: 'batches', list: 'paymentBatches', type: 'PaymentBatch', chinese: '发放批次', english: 'Payment batches', entity: 'ASSISTANCE', search: 'number', front: true, actions: ['lockPaymentBatch', 'checkPaymentBatch', 'approvePaymentBatch', 'reconcilePaymentBatch', 'closePaymentBatch'] },
  { path: 'payment-lines', list: 'paymentLines', type: 'PaymentLine', chinese: '发放明细', english: 'Payment lines', entity: 'ASSISTANCE', order: 'SETTLED_ON.DESC' },
  { path: 'payee-accounts', list: 'payeeAccounts', type: 'PayeeAccount', chinese: '收款账户', english: 'Payee accounts', entity: 'ASSISTANCE' },
  { path: 'funds', list: 'fundSources', type: 'FundSource', chinese: '帮扶资金', english: 'Funds', entity: 'ASSISTANCE', search: 'name', order: 'YEAR.DESC', front: true, actions: ['appropriateFund'] },
  { path: 'caps', list: 'aidCaps', type: 'AidCap', chinese: '救助限额', english: 'Aid caps', entity: 'STANDARD', order: 'VALID_FROM.DESC' },
  { path: 'notices', list: 'publicNotices', type: 'PublicNotice', chinese: '公示', english: 'Public notices', entity: 'DOSSIER', order: 'STARTS_ON.DESC' },
  { path: 'evidence', list: 'evidence', type: 'Evidence', chinese: '证明材料', english: 'Evidence', entity: 'DOSSIER', search: 'title', order: 'VALID_UNTIL.ASC' },
  { path: 'spot-checks', list: 'spotChecks', type: 'SpotCheck', chinese: '年度抽查', english: 'Spot checks', entity: 'DOSSIER', order: 'CHECKED_ON.DESC' },
  { path: 'monitoring', list: 'monitoringVisits', type: 'MonitoringVisit', chinese: '监测回访', english: 'Monitoring', entity: 'DOSSIER', order: 'VISITED_ON.DESC' },
  { path: 'relief-targets', list: 'reliefTargets', type: 'ReliefTarget', chinese: '解困脱困目标', english: 'Relief targets', entity: 'DOSSIER', order: 'YEAR.DESC' },
  { path: 'relief-base', list: 'reliefBase', type: 'ReliefBase', chinese: '解困脱困基数', english: 'Relief base', entity: 'DOSSIER' },
  { path: 'deliveries', list: 'deliveries', type: 'Delivery', chinese: '四送活动', english: 'Deliveries', entity: 'ASSISTANCE', search: 'title', order: 'STARTS_ON.DESC', actions: ['changeDeliveryStatus'] },
  { path: 'receipts', list: 'deliveryReceipts', type: 'DeliveryReceipt', chinese: '发放与签收', english: 'Delivery receipts', entity: 'ASSISTANCE', order: 'HANDED_ON.DESC' },
  { path: 'mutual-aid', list: 'mutualAidPolicies', type: 'MutualAidPolicy', chinese: '医疗互助计划', english: 'Mutual aid', entity: 'ASSISTANCE', order: 'YEAR.DESC' },
  { path: 'mutual-aid-members', list: 'mutualAidMembers', type: 'MutualAidMember', chinese: '医疗互助参加人', english: 'Mutual aid members', entity: 'ASSISTANCE', order: 'ENROLLED_ON.DESC' },
  { path: 'claims', list: 'mutualAidClaims', type: 'MutualAidClaim', chinese: '医疗互助申报', english: 'Mutual aid claims', entity: 'ASSISTANCE', search: 'number', order: 'FILED_ON.DESC', actions: ['reviewMutualAidClaim'] },
]

export const WATCH: Page[] = [
  { path: 'findings', list: 'findings', type: 'Finding', chinese: '排查线索', english: 'Findings', entity: 'FINDING', front: true, actions: ['startFinding', 'resolveFinding', 'dismissFinding', 'snoozeFinding', 'verifyFinding', 'closeFinding', 'judgeFinding'], bulk: ['resolveFindings', 'dismissFindings', 'snoozeFindings'] },
  { path: 'events', list: 'opinionEvents', type: 'OpinionEvent', chinese: '舆情事件', english: 'Events', entity: 'OPINION', search: 'title', order: 'LAST_SEEN_AT.DESC', front: true, actions: ['confirmOpinionEvent', 'dismissOpinionEvent'], bulk: ['dismissOpinionEvents'] },
  { path: 'alerts', list: 'opinionAlerts', type: 'OpinionAlert', chinese: '预警', english: 'Alerts', entity: 'OPINION', order: 'RAISED_AT.DESC', front: true },
  { path: 'items', list: 'feedItems', type: 'FeedItem', chinese: '舆情信息', english: 'Feed items', entity: 'OPINION', search: 'title', order: 'PUBLISHED_AT.DESC' },
  { path: 'sources', list: 'feedSources', type: 'FeedSource', chinese: '舆情来源', english: 'Feed sources', entity: 'FEED_SOURCE', search: 'name', actions: ['updateFeedSource'] },
  { path: 'rules', list: 'screeningRules', type: 'ScreeningRule', chinese: '排查规则', english: 'Rules', entity: 'SCREENING', search: 'name', front: true },
  { path: 'rule-versions', list: 'screeningRuleVersions', type: 'ScreeningRuleVersion', chinese: '规则版本', english: 'Rule versions', entity: 'SCREENING' },
  { path: 'rule-trials', list: 'ruleTrials', type: 'RuleTrial', chinese: '规则试运行', english: 'Rule trials', entity: 'FINDING', order: 'CREATED_AT.DESC' },
  { path: 'plans', list: 'screeningPlans', type: 'ScreeningPlan', chinese: '排查计划', english: 'Screening plans', entity: 'SCREENING', search: 'name', actions: ['changeScreeningPlan'] },
  { path: 'screenings', list: 'screeningRuns', type: 'ScreeningRun', chinese: '排查运行', english: 'Screening runs', entity: 'SCREENING', order: 'CREATED_AT.DESC' },
  { path: 'feedback', list: 'findingFeedbacks', type: 'FindingFeedback', chinese: '研判反馈', english: 'Feedback', entity: 'FINDING', order: 'CREATED_AT.DESC' },
  { path: 'snoozes', list: 'ruleSnoozes', type: 'RuleSnooze', chinese: '规则暂缓', english: 'Snoozes', entity: 'FINDING', order: 'CREATED_AT.DESC', actions: ['endSnooze'] },
  { path: 'watch-lists', list: 'watchLists', type: 'WatchList', chinese: '重点名单', english: 'Watch lists', entity: 'SCREENING', search: 'name' },
  { path: 'watch-entries', list: 'watchListEntries', type: 'WatchListEntry', chinese: '重点名单成员', english: 'Watch list entries', entity: 'FINDING', order: 'ENTERED_ON.DESC', actions: ['leaveWatchList'] },
]

export const PLATFORM: Page[] = [
  { path: 'jobs', list: 'jobRuns', type: 'JobRun', chinese: '任务运行', english: 'Jobs', entity: 'SCHEDULE', order: 'CREATED_AT.DESC', front: true, actions: ['cancelJobRun', 'retryJobRun', 'discardJobRun'] },
  { path: 'schedules', list: 'schedules', type: 'Schedule', chinese: '定时计划', english: 'Schedules', entity: 'SCHEDULE', search: 'name', front: true, actions: ['updateSchedule'] },
  { path: 'exports', list: 'exportRuns', type: 'ExportRun', chinese: '导出', english: 'Exports', entity: 'SCHEDULE', order: 'CREATED_AT.DESC', front: true, actions: ['decideExport'] },
  { path: 'imports', list: 'importRuns', type: 'ImportRun', chinese: '导入', english: 'Imports', entity: 'SCHEDULE', order: 'CREATED_AT.DESC' },
  { path: 'attachments', list: 'attachments', type: 'Attachment', chinese: '附件', english: 'Attachments', entity: 'SCHEDULE', search: 'name', order: 'CREATED_AT.DESC' },
  { path: 'users', list: 'users', type: 'User', chinese: '用户', english: 'Users', entity: 'USER', search: 'name', front: true, actions: ['disableUser', 'enableUser'] },
  { path: 'grants', list: 'roleGrants', type: 'RoleGrant', chinese: '授权', english: 'Grants', entity: 'USER', order: 'CREATED_AT.DESC', actions: ['revokeGrant'] },
  { path: 'sessions', list: 'sessions', type: 'Session', chinese: '会话', english: 'Sessions', entity: 'USER', order: 'SEEN_AT.DESC' },
  { path: 'clients', list: 'apiClients', type: 'ApiClient', chinese: '接口客户端', english: 'API clients', entity: 'USER', search: 'name', actions: ['revokeApiClient'] },
  { path: 'assignments', list: 'assignments', type: 'Assignment', chinese: '指派', english: 'Assignments', entity: 'USER', order: 'CREATED_AT.DESC' },
  { path: 'audit', list: 'accessLog', type: 'AccessRecord', chinese: '查阅审计', english: 'Access log', entity: 'AUDIT', order: 'AT.DESC', front: true },
  { path: 'parameters', list: 'ruleParameters', type: 'RuleParameter', chinese: '规则参数', english: 'Parameters', entity: 'PARAMETER', order: 'RULE.ASC' },
  { path: 'calendar', list: 'calendarDays', type: 'CalendarDay', chinese: '工作日历', english: 'Calendar', entity: 'PARAMETER', order: 'DAY.DESC' },
  { path: 'notifications', list: 'notifications', type: 'Notification', chinese: '我的通知', english: 'Notifications', entity: 'SCHEDULE', order: 'CREATED_AT.DESC' },
  { path: 'requests', list: 'personRequests', type: 'PersonRequest', chinese: '个人信息申请', english: 'Personal data requests', entity: 'PRIVACY', order: 'FILED_ON.DESC', actions: ['decidePersonRequest'] },
  { path: 'holds', list: 'legalHolds', type: 'LegalHold', chinese: '数据保全', english: 'Legal holds', entity: 'PRIVACY', order: 'PLACED_ON.DESC', actions: ['liftLegalHold'] },
  { path: 'destructions', list: 'destructions', type: 'Destruction', chinese: '销毁记录', english: 'Destructions', entity: 'PRIVACY', order: 'DESTROYED_ON.DESC' },
]
