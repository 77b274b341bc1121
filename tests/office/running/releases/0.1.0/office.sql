BEGIN TRANSACTION;
CREATE TABLE "account_emailaddress" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verified" bool NOT NULL, "primary" bool NOT NULL, "user_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL);
CREATE TABLE "account_emailconfirmation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "sent" datetime NULL, "key" varchar(64) NOT NULL UNIQUE, "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "api_answered" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "idempotency_key" varchar(80) NOT NULL, "asked" varchar(64) NOT NULL, "status" smallint unsigned NOT NULL CHECK ("status" >= 0), "body" text NOT NULL, "at" datetime NOT NULL, "token_id" bigint NOT NULL REFERENCES "api_token" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_answer_a_key" UNIQUE ("token_id", "idempotency_key"));
CREATE TABLE "api_token" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "name" varchar(120) NOT NULL, "digest" varchar(64) NOT NULL UNIQUE, "scopes" text NOT NULL CHECK ((JSON_VALID("scopes") OR "scopes" IS NULL)), "made_at" datetime NOT NULL, "expires_at" datetime NOT NULL, "revoked_at" datetime NULL, "used_at" datetime NULL, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
INSERT INTO "auth_permission" VALUES(1,1,'add_person','Can add person');
INSERT INTO "auth_permission" VALUES(2,1,'change_person','Can change person');
INSERT INTO "auth_permission" VALUES(3,1,'delete_person','Can delete person');
INSERT INTO "auth_permission" VALUES(4,1,'view_person','Can view person');
INSERT INTO "auth_permission" VALUES(5,2,'add_team','Can add team');
INSERT INTO "auth_permission" VALUES(6,2,'change_team','Can change team');
INSERT INTO "auth_permission" VALUES(7,2,'delete_team','Can delete team');
INSERT INTO "auth_permission" VALUES(8,2,'view_team','Can view team');
INSERT INTO "auth_permission" VALUES(9,3,'add_appointment','Can add appointment');
INSERT INTO "auth_permission" VALUES(10,3,'change_appointment','Can change appointment');
INSERT INTO "auth_permission" VALUES(11,3,'delete_appointment','Can delete appointment');
INSERT INTO "auth_permission" VALUES(12,3,'view_appointment','Can view appointment');
INSERT INTO "auth_permission" VALUES(13,4,'add_invitation','Can add invitation');
INSERT INTO "auth_permission" VALUES(14,4,'change_invitation','Can change invitation');
INSERT INTO "auth_permission" VALUES(15,4,'delete_invitation','Can delete invitation');
INSERT INTO "auth_permission" VALUES(16,4,'view_invitation','Can view invitation');
INSERT INTO "auth_permission" VALUES(17,5,'add_renewal','Can add renewal');
INSERT INTO "auth_permission" VALUES(18,5,'change_renewal','Can change renewal');
INSERT INTO "auth_permission" VALUES(19,5,'delete_renewal','Can delete renewal');
INSERT INTO "auth_permission" VALUES(20,5,'view_renewal','Can view renewal');
INSERT INTO "auth_permission" VALUES(21,6,'add_secondfactorstate','Can add second factor state');
INSERT INTO "auth_permission" VALUES(22,6,'change_secondfactorstate','Can change second factor state');
INSERT INTO "auth_permission" VALUES(23,6,'delete_secondfactorstate','Can delete second factor state');
INSERT INTO "auth_permission" VALUES(24,6,'view_secondfactorstate','Can view second factor state');
INSERT INTO "auth_permission" VALUES(25,7,'add_standin','Can add stand in');
INSERT INTO "auth_permission" VALUES(26,7,'change_standin','Can change stand in');
INSERT INTO "auth_permission" VALUES(27,7,'delete_standin','Can delete stand in');
INSERT INTO "auth_permission" VALUES(28,7,'view_standin','Can view stand in');
INSERT INTO "auth_permission" VALUES(29,8,'add_teamagency','Can add team agency');
INSERT INTO "auth_permission" VALUES(30,8,'change_teamagency','Can change team agency');
INSERT INTO "auth_permission" VALUES(31,8,'delete_teamagency','Can delete team agency');
INSERT INTO "auth_permission" VALUES(32,8,'view_teamagency','Can view team agency');
INSERT INTO "auth_permission" VALUES(33,9,'add_teammember','Can add team member');
INSERT INTO "auth_permission" VALUES(34,9,'change_teammember','Can change team member');
INSERT INTO "auth_permission" VALUES(35,9,'delete_teammember','Can delete team member');
INSERT INTO "auth_permission" VALUES(36,9,'view_teammember','Can view team member');
INSERT INTO "auth_permission" VALUES(37,10,'add_agency','Can add agency');
INSERT INTO "auth_permission" VALUES(38,10,'change_agency','Can change agency');
INSERT INTO "auth_permission" VALUES(39,10,'delete_agency','Can delete agency');
INSERT INTO "auth_permission" VALUES(40,10,'view_agency','Can view agency');
INSERT INTO "auth_permission" VALUES(41,11,'add_proposal','Can add proposal');
INSERT INTO "auth_permission" VALUES(42,11,'change_proposal','Can change proposal');
INSERT INTO "auth_permission" VALUES(43,11,'delete_proposal','Can delete proposal');
INSERT INTO "auth_permission" VALUES(44,11,'view_proposal','Can view proposal');
INSERT INTO "auth_permission" VALUES(45,12,'add_contactpoint','Can add contact point');
INSERT INTO "auth_permission" VALUES(46,12,'change_contactpoint','Can change contact point');
INSERT INTO "auth_permission" VALUES(47,12,'delete_contactpoint','Can delete contact point');
INSERT INTO "auth_permission" VALUES(48,12,'view_contactpoint','Can view contact point');
INSERT INTO "auth_permission" VALUES(49,13,'add_section','Can add section');
INSERT INTO "auth_permission" VALUES(50,13,'change_section','Can change section');
INSERT INTO "auth_permission" VALUES(51,13,'delete_section','Can delete section');
INSERT INTO "auth_permission" VALUES(52,13,'view_section','Can view section');
INSERT INTO "auth_permission" VALUES(53,14,'add_agencyform','Can add agency form');
INSERT INTO "auth_permission" VALUES(54,14,'change_agencyform','Can change agency form');
INSERT INTO "auth_permission" VALUES(55,14,'delete_agencyform','Can delete agency form');
INSERT INTO "auth_permission" VALUES(56,14,'view_agencyform','Can view agency form');
INSERT INTO "auth_permission" VALUES(57,15,'add_assignment','Can add assignment');
INSERT INTO "auth_permission" VALUES(58,15,'change_assignment','Can change assignment');
INSERT INTO "auth_permission" VALUES(59,15,'delete_assignment','Can delete assignment');
INSERT INTO "auth_permission" VALUES(60,15,'view_assignment','Can view assignment');
INSERT INTO "auth_permission" VALUES(61,16,'add_campaign','Can add campaign');
INSERT INTO "auth_permission" VALUES(62,16,'change_campaign','Can change campaign');
INSERT INTO "auth_permission" VALUES(63,16,'delete_campaign','Can delete campaign');
INSERT INTO "auth_permission" VALUES(64,16,'view_campaign','Can view campaign');
INSERT INTO "auth_permission" VALUES(65,17,'add_phase','Can add phase');
INSERT INTO "auth_permission" VALUES(66,17,'change_phase','Can change phase');
INSERT INTO "auth_permission" VALUES(67,17,'delete_phase','Can delete phase');
INSERT INTO "auth_permission" VALUES(68,17,'view_phase','Can view phase');
INSERT INTO "auth_permission" VALUES(69,18,'add_chain','Can add chain');
INSERT INTO "auth_permission" VALUES(70,18,'change_chain','Can change chain');
INSERT INTO "auth_permission" VALUES(71,18,'delete_chain','Can delete chain');
INSERT INTO "auth_permission" VALUES(72,18,'view_chain','Can view chain');
INSERT INTO "auth_permission" VALUES(73,19,'add_root','Can add root');
INSERT INTO "auth_permission" VALUES(74,19,'change_root','Can change root');
INSERT INTO "auth_permission" VALUES(75,19,'delete_root','Can delete root');
INSERT INTO "auth_permission" VALUES(76,19,'view_root','Can view root');
INSERT INTO "auth_permission" VALUES(77,20,'add_entry','Can add entry');
INSERT INTO "auth_permission" VALUES(78,20,'change_entry','Can change entry');
INSERT INTO "auth_permission" VALUES(79,20,'delete_entry','Can delete entry');
INSERT INTO "auth_permission" VALUES(80,20,'view_entry','Can view entry');
INSERT INTO "auth_permission" VALUES(81,21,'add_words','Can add words');
INSERT INTO "auth_permission" VALUES(82,21,'change_words','Can change words');
INSERT INTO "auth_permission" VALUES(83,21,'delete_words','Can delete words');
INSERT INTO "auth_permission" VALUES(84,21,'view_words','Can view words');
INSERT INTO "auth_permission" VALUES(85,22,'add_choice','Can add choice');
INSERT INTO "auth_permission" VALUES(86,22,'change_choice','Can change choice');
INSERT INTO "auth_permission" VALUES(87,22,'delete_choice','Can delete choice');
INSERT INTO "auth_permission" VALUES(88,22,'view_choice','Can view choice');
INSERT INTO "auth_permission" VALUES(89,23,'add_notice','Can add notice');
INSERT INTO "auth_permission" VALUES(90,23,'change_notice','Can change notice');
INSERT INTO "auth_permission" VALUES(91,23,'delete_notice','Can delete notice');
INSERT INTO "auth_permission" VALUES(92,23,'view_notice','Can view notice');
INSERT INTO "auth_permission" VALUES(93,24,'add_content','Can add content');
INSERT INTO "auth_permission" VALUES(94,24,'change_content','Can change content');
INSERT INTO "auth_permission" VALUES(95,24,'delete_content','Can delete content');
INSERT INTO "auth_permission" VALUES(96,24,'view_content','Can view content');
INSERT INTO "auth_permission" VALUES(97,25,'add_document','Can add document');
INSERT INTO "auth_permission" VALUES(98,25,'change_document','Can change document');
INSERT INTO "auth_permission" VALUES(99,25,'delete_document','Can delete document');
INSERT INTO "auth_permission" VALUES(100,25,'view_document','Can view document');
INSERT INTO "auth_permission" VALUES(101,26,'add_documentuse','Can add document use');
INSERT INTO "auth_permission" VALUES(102,26,'change_documentuse','Can change document use');
INSERT INTO "auth_permission" VALUES(103,26,'delete_documentuse','Can delete document use');
INSERT INTO "auth_permission" VALUES(104,26,'view_documentuse','Can view document use');
INSERT INTO "auth_permission" VALUES(105,27,'add_revision','Can add revision');
INSERT INTO "auth_permission" VALUES(106,27,'change_revision','Can change revision');
INSERT INTO "auth_permission" VALUES(107,27,'delete_revision','Can delete revision');
INSERT INTO "auth_permission" VALUES(108,27,'view_revision','Can view revision');
INSERT INTO "auth_permission" VALUES(109,28,'add_upload','Can add upload');
INSERT INTO "auth_permission" VALUES(110,28,'change_upload','Can change upload');
INSERT INTO "auth_permission" VALUES(111,28,'delete_upload','Can delete upload');
INSERT INTO "auth_permission" VALUES(112,28,'view_upload','Can view upload');
INSERT INTO "auth_permission" VALUES(113,29,'add_token','Can add token');
INSERT INTO "auth_permission" VALUES(114,29,'change_token','Can change token');
INSERT INTO "auth_permission" VALUES(115,29,'delete_token','Can delete token');
INSERT INTO "auth_permission" VALUES(116,29,'view_token','Can view token');
INSERT INTO "auth_permission" VALUES(117,30,'add_answered','Can add answered');
INSERT INTO "auth_permission" VALUES(118,30,'change_answered','Can change answered');
INSERT INTO "auth_permission" VALUES(119,30,'delete_answered','Can delete answered');
INSERT INTO "auth_permission" VALUES(120,30,'view_answered','Can view answered');
INSERT INTO "auth_permission" VALUES(121,31,'add_due','Can add due');
INSERT INTO "auth_permission" VALUES(122,31,'change_due','Can change due');
INSERT INTO "auth_permission" VALUES(123,31,'delete_due','Can delete due');
INSERT INTO "auth_permission" VALUES(124,31,'view_due','Can view due');
INSERT INTO "auth_permission" VALUES(125,32,'add_progress','Can add progress');
INSERT INTO "auth_permission" VALUES(126,32,'change_progress','Can change progress');
INSERT INTO "auth_permission" VALUES(127,32,'delete_progress','Can delete progress');
INSERT INTO "auth_permission" VALUES(128,32,'view_progress','Can view progress');
INSERT INTO "auth_permission" VALUES(129,33,'add_workerbeat','Can add worker beat');
INSERT INTO "auth_permission" VALUES(130,33,'change_workerbeat','Can change worker beat');
INSERT INTO "auth_permission" VALUES(131,33,'delete_workerbeat','Can delete worker beat');
INSERT INTO "auth_permission" VALUES(132,33,'view_workerbeat','Can view worker beat');
INSERT INTO "auth_permission" VALUES(133,34,'add_contenttype','Can add content type');
INSERT INTO "auth_permission" VALUES(134,34,'change_contenttype','Can change content type');
INSERT INTO "auth_permission" VALUES(135,34,'delete_contenttype','Can delete content type');
INSERT INTO "auth_permission" VALUES(136,34,'view_contenttype','Can view content type');
INSERT INTO "auth_permission" VALUES(137,35,'add_permission','Can add permission');
INSERT INTO "auth_permission" VALUES(138,35,'change_permission','Can change permission');
INSERT INTO "auth_permission" VALUES(139,35,'delete_permission','Can delete permission');
INSERT INTO "auth_permission" VALUES(140,35,'view_permission','Can view permission');
INSERT INTO "auth_permission" VALUES(141,36,'add_group','Can add group');
INSERT INTO "auth_permission" VALUES(142,36,'change_group','Can change group');
INSERT INTO "auth_permission" VALUES(143,36,'delete_group','Can delete group');
INSERT INTO "auth_permission" VALUES(144,36,'view_group','Can view group');
INSERT INTO "auth_permission" VALUES(145,37,'add_session','Can add session');
INSERT INTO "auth_permission" VALUES(146,37,'change_session','Can change session');
INSERT INTO "auth_permission" VALUES(147,37,'delete_session','Can delete session');
INSERT INTO "auth_permission" VALUES(148,37,'view_session','Can view session');
INSERT INTO "auth_permission" VALUES(149,38,'add_emailaddress','Can add email address');
INSERT INTO "auth_permission" VALUES(150,38,'change_emailaddress','Can change email address');
INSERT INTO "auth_permission" VALUES(151,38,'delete_emailaddress','Can delete email address');
INSERT INTO "auth_permission" VALUES(152,38,'view_emailaddress','Can view email address');
INSERT INTO "auth_permission" VALUES(153,39,'add_emailconfirmation','Can add email confirmation');
INSERT INTO "auth_permission" VALUES(154,39,'change_emailconfirmation','Can change email confirmation');
INSERT INTO "auth_permission" VALUES(155,39,'delete_emailconfirmation','Can delete email confirmation');
INSERT INTO "auth_permission" VALUES(156,39,'view_emailconfirmation','Can view email confirmation');
INSERT INTO "auth_permission" VALUES(157,40,'add_authenticator','Can add authenticator');
INSERT INTO "auth_permission" VALUES(158,40,'change_authenticator','Can change authenticator');
INSERT INTO "auth_permission" VALUES(159,40,'delete_authenticator','Can delete authenticator');
INSERT INTO "auth_permission" VALUES(160,40,'view_authenticator','Can view authenticator');
INSERT INTO "auth_permission" VALUES(161,41,'add_socialaccount','Can add social account');
INSERT INTO "auth_permission" VALUES(162,41,'change_socialaccount','Can change social account');
INSERT INTO "auth_permission" VALUES(163,41,'delete_socialaccount','Can delete social account');
INSERT INTO "auth_permission" VALUES(164,41,'view_socialaccount','Can view social account');
INSERT INTO "auth_permission" VALUES(165,42,'add_socialapp','Can add social application');
INSERT INTO "auth_permission" VALUES(166,42,'change_socialapp','Can change social application');
INSERT INTO "auth_permission" VALUES(167,42,'delete_socialapp','Can delete social application');
INSERT INTO "auth_permission" VALUES(168,42,'view_socialapp','Can view social application');
INSERT INTO "auth_permission" VALUES(169,43,'add_socialtoken','Can add social application token');
INSERT INTO "auth_permission" VALUES(170,43,'change_socialtoken','Can change social application token');
INSERT INTO "auth_permission" VALUES(171,43,'delete_socialtoken','Can delete social application token');
INSERT INTO "auth_permission" VALUES(172,43,'view_socialtoken','Can view social application token');
INSERT INTO "auth_permission" VALUES(173,44,'add_usersession','Can add user session');
INSERT INTO "auth_permission" VALUES(174,44,'change_usersession','Can change user session');
INSERT INTO "auth_permission" VALUES(175,44,'delete_usersession','Can delete user session');
INSERT INTO "auth_permission" VALUES(176,44,'view_usersession','Can view user session');
INSERT INTO "auth_permission" VALUES(177,45,'add_accessattempt','Can add access attempt');
INSERT INTO "auth_permission" VALUES(178,45,'change_accessattempt','Can change access attempt');
INSERT INTO "auth_permission" VALUES(179,45,'delete_accessattempt','Can delete access attempt');
INSERT INTO "auth_permission" VALUES(180,45,'view_accessattempt','Can view access attempt');
INSERT INTO "auth_permission" VALUES(181,46,'add_accesslog','Can add access log');
INSERT INTO "auth_permission" VALUES(182,46,'change_accesslog','Can change access log');
INSERT INTO "auth_permission" VALUES(183,46,'delete_accesslog','Can delete access log');
INSERT INTO "auth_permission" VALUES(184,46,'view_accesslog','Can view access log');
INSERT INTO "auth_permission" VALUES(185,47,'add_accessfailurelog','Can add access failure');
INSERT INTO "auth_permission" VALUES(186,47,'change_accessfailurelog','Can change access failure');
INSERT INTO "auth_permission" VALUES(187,47,'delete_accessfailurelog','Can delete access failure');
INSERT INTO "auth_permission" VALUES(188,47,'view_accessfailurelog','Can view access failure');
INSERT INTO "auth_permission" VALUES(189,48,'add_accessattemptexpiration','Can add access attempt expiration');
INSERT INTO "auth_permission" VALUES(190,48,'change_accessattemptexpiration','Can change access attempt expiration');
INSERT INTO "auth_permission" VALUES(191,48,'delete_accessattemptexpiration','Can delete access attempt expiration');
INSERT INTO "auth_permission" VALUES(192,48,'view_accessattemptexpiration','Can view access attempt expiration');
INSERT INTO "auth_permission" VALUES(193,49,'add_dbtaskresult','Can add Task Result');
INSERT INTO "auth_permission" VALUES(194,49,'change_dbtaskresult','Can change Task Result');
INSERT INTO "auth_permission" VALUES(195,49,'delete_dbtaskresult','Can delete Task Result');
INSERT INTO "auth_permission" VALUES(196,49,'view_dbtaskresult','Can view Task Result');
CREATE TABLE "axes_accessattempt" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_agent" varchar(255) NOT NULL, "ip_address" char(39) NULL, "username" varchar(255) NULL, "http_accept" varchar(1025) NOT NULL, "path_info" varchar(255) NOT NULL, "attempt_time" datetime NOT NULL, "get_data" text NOT NULL, "post_data" text NOT NULL, "failures_since_start" integer unsigned NOT NULL CHECK ("failures_since_start" >= 0));
CREATE TABLE "axes_accessattemptexpiration" ("access_attempt_id" integer NOT NULL PRIMARY KEY REFERENCES "axes_accessattempt" ("id") DEFERRABLE INITIALLY DEFERRED, "expires_at" datetime NOT NULL);
CREATE TABLE "axes_accessfailurelog" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_agent" varchar(255) NOT NULL, "ip_address" char(39) NULL, "username" varchar(255) NULL, "http_accept" varchar(1025) NOT NULL, "path_info" varchar(255) NOT NULL, "attempt_time" datetime NOT NULL, "locked_out" bool NOT NULL);
CREATE TABLE "axes_accesslog" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_agent" varchar(255) NOT NULL, "ip_address" char(39) NULL, "username" varchar(255) NULL, "http_accept" varchar(1025) NOT NULL, "path_info" varchar(255) NOT NULL, "attempt_time" datetime NOT NULL, "logout_time" datetime NULL, "session_hash" varchar(64) NOT NULL);
CREATE TABLE "campaigns_campaign" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "kind" varchar(10) NOT NULL, "title" varchar(200) NOT NULL, "period" varchar(40) NOT NULL, "framework" varchar(120) NOT NULL, "closed_at" datetime NULL);
CREATE TABLE "campaigns_phase" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "kind" varchar(20) NOT NULL, "opens_at" datetime NOT NULL, "closes_at" datetime NOT NULL, "nodes" text NOT NULL CHECK ((JSON_VALID("nodes") OR "nodes" IS NULL)), "campaign_id" bigint NOT NULL REFERENCES "campaigns_campaign" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "phase_ends_after_it_opens" CHECK ("closes_at" > ("opens_at")));
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
INSERT INTO "django_content_type" VALUES(1,'people','person');
INSERT INTO "django_content_type" VALUES(2,'people','team');
INSERT INTO "django_content_type" VALUES(3,'people','appointment');
INSERT INTO "django_content_type" VALUES(4,'people','invitation');
INSERT INTO "django_content_type" VALUES(5,'people','renewal');
INSERT INTO "django_content_type" VALUES(6,'people','secondfactorstate');
INSERT INTO "django_content_type" VALUES(7,'people','standin');
INSERT INTO "django_content_type" VALUES(8,'people','teamagency');
INSERT INTO "django_content_type" VALUES(9,'people','teammember');
INSERT INTO "django_content_type" VALUES(10,'organisation','agency');
INSERT INTO "django_content_type" VALUES(11,'organisation','proposal');
INSERT INTO "django_content_type" VALUES(12,'organisation','contactpoint');
INSERT INTO "django_content_type" VALUES(13,'organisation','section');
INSERT INTO "django_content_type" VALUES(14,'organisation','agencyform');
INSERT INTO "django_content_type" VALUES(15,'organisation','assignment');
INSERT INTO "django_content_type" VALUES(16,'campaigns','campaign');
INSERT INTO "django_content_type" VALUES(17,'campaigns','phase');
INSERT INTO "django_content_type" VALUES(18,'ledger','chain');
INSERT INTO "django_content_type" VALUES(19,'ledger','root');
INSERT INTO "django_content_type" VALUES(20,'ledger','entry');
INSERT INTO "django_content_type" VALUES(21,'ledger','words');
INSERT INTO "django_content_type" VALUES(22,'notices','choice');
INSERT INTO "django_content_type" VALUES(23,'notices','notice');
INSERT INTO "django_content_type" VALUES(24,'files','content');
INSERT INTO "django_content_type" VALUES(25,'files','document');
INSERT INTO "django_content_type" VALUES(26,'files','documentuse');
INSERT INTO "django_content_type" VALUES(27,'files','revision');
INSERT INTO "django_content_type" VALUES(28,'files','upload');
INSERT INTO "django_content_type" VALUES(29,'api','token');
INSERT INTO "django_content_type" VALUES(30,'api','answered');
INSERT INTO "django_content_type" VALUES(31,'running','due');
INSERT INTO "django_content_type" VALUES(32,'running','progress');
INSERT INTO "django_content_type" VALUES(33,'running','workerbeat');
INSERT INTO "django_content_type" VALUES(34,'contenttypes','contenttype');
INSERT INTO "django_content_type" VALUES(35,'auth','permission');
INSERT INTO "django_content_type" VALUES(36,'auth','group');
INSERT INTO "django_content_type" VALUES(37,'sessions','session');
INSERT INTO "django_content_type" VALUES(38,'account','emailaddress');
INSERT INTO "django_content_type" VALUES(39,'account','emailconfirmation');
INSERT INTO "django_content_type" VALUES(40,'mfa','authenticator');
INSERT INTO "django_content_type" VALUES(41,'socialaccount','socialaccount');
INSERT INTO "django_content_type" VALUES(42,'socialaccount','socialapp');
INSERT INTO "django_content_type" VALUES(43,'socialaccount','socialtoken');
INSERT INTO "django_content_type" VALUES(44,'usersessions','usersession');
INSERT INTO "django_content_type" VALUES(45,'axes','accessattempt');
INSERT INTO "django_content_type" VALUES(46,'axes','accesslog');
INSERT INTO "django_content_type" VALUES(47,'axes','accessfailurelog');
INSERT INTO "django_content_type" VALUES(48,'axes','accessattemptexpiration');
INSERT INTO "django_content_type" VALUES(49,'django_tasks_database','dbtaskresult');
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
INSERT INTO "django_migrations" VALUES(1,'campaigns','0001_initial','2026-11-25 13:34:40.402346');
INSERT INTO "django_migrations" VALUES(2,'organisation','0001_initial','2026-11-25 13:34:40.415843');
INSERT INTO "django_migrations" VALUES(3,'people','0001_initial','2026-11-25 13:34:40.501344');
INSERT INTO "django_migrations" VALUES(4,'account','0001_initial','2026-11-25 13:34:40.520577');
INSERT INTO "django_migrations" VALUES(5,'account','0002_email_max_length','2026-11-25 13:34:40.529344');
INSERT INTO "django_migrations" VALUES(6,'account','0003_alter_emailaddress_create_unique_verified_email','2026-11-25 13:34:40.542497');
INSERT INTO "django_migrations" VALUES(7,'account','0004_alter_emailaddress_drop_unique_email','2026-11-25 13:34:40.551071');
INSERT INTO "django_migrations" VALUES(8,'account','0005_emailaddress_idx_upper_email','2026-11-25 13:34:40.557792');
INSERT INTO "django_migrations" VALUES(9,'account','0006_emailaddress_lower','2026-11-25 13:34:40.568168');
INSERT INTO "django_migrations" VALUES(10,'account','0007_emailaddress_idx_email','2026-11-25 13:34:40.585166');
INSERT INTO "django_migrations" VALUES(11,'account','0008_emailaddress_unique_primary_email_fixup','2026-11-25 13:34:40.596557');
INSERT INTO "django_migrations" VALUES(12,'account','0009_emailaddress_unique_primary_email','2026-11-25 13:34:40.603394');
INSERT INTO "django_migrations" VALUES(13,'api','0001_initial','2026-11-25 13:34:40.626157');
INSERT INTO "django_migrations" VALUES(14,'contenttypes','0001_initial','2026-11-25 13:34:40.628601');
INSERT INTO "django_migrations" VALUES(15,'contenttypes','0002_remove_content_type_name','2026-11-25 13:34:40.644909');
INSERT INTO "django_migrations" VALUES(16,'auth','0001_initial','2026-11-25 13:34:40.652801');
INSERT INTO "django_migrations" VALUES(17,'auth','0002_alter_permission_name_max_length','2026-11-25 13:34:40.657796');
INSERT INTO "django_migrations" VALUES(18,'auth','0003_alter_user_email_max_length','2026-11-25 13:34:40.661035');
INSERT INTO "django_migrations" VALUES(19,'auth','0004_alter_user_username_opts','2026-11-25 13:34:40.664348');
INSERT INTO "django_migrations" VALUES(20,'auth','0005_alter_user_last_login_null','2026-11-25 13:34:40.668843');
INSERT INTO "django_migrations" VALUES(21,'auth','0006_require_contenttypes_0002','2026-11-25 13:34:40.669663');
INSERT INTO "django_migrations" VALUES(22,'auth','0007_alter_validators_add_error_messages','2026-11-25 13:34:40.672579');
INSERT INTO "django_migrations" VALUES(23,'auth','0008_alter_user_username_max_length','2026-11-25 13:34:40.675773');
INSERT INTO "django_migrations" VALUES(24,'auth','0009_alter_user_last_name_max_length','2026-11-25 13:34:40.678973');
INSERT INTO "django_migrations" VALUES(25,'auth','0010_alter_group_name_max_length','2026-11-25 13:34:40.683613');
INSERT INTO "django_migrations" VALUES(26,'auth','0011_update_proxy_permissions','2026-11-25 13:34:40.695597');
INSERT INTO "django_migrations" VALUES(27,'auth','0012_alter_user_first_name_max_length','2026-11-25 13:34:40.699004');
INSERT INTO "django_migrations" VALUES(28,'axes','0001_initial','2026-11-25 13:34:40.702073');
INSERT INTO "django_migrations" VALUES(29,'axes','0002_auto_20151217_2044','2026-11-25 13:34:40.730619');
INSERT INTO "django_migrations" VALUES(30,'axes','0003_auto_20160322_0929','2026-11-25 13:34:40.739617');
INSERT INTO "django_migrations" VALUES(31,'axes','0004_auto_20181024_1538','2026-11-25 13:34:40.748134');
INSERT INTO "django_migrations" VALUES(32,'axes','0005_remove_accessattempt_trusted','2026-11-25 13:34:40.752274');
INSERT INTO "django_migrations" VALUES(33,'axes','0006_remove_accesslog_trusted','2026-11-25 13:34:40.756244');
INSERT INTO "django_migrations" VALUES(34,'axes','0007_alter_accessattempt_unique_together','2026-11-25 13:34:40.771824');
INSERT INTO "django_migrations" VALUES(35,'axes','0008_accessfailurelog','2026-11-25 13:34:40.774709');
INSERT INTO "django_migrations" VALUES(36,'axes','0009_add_session_hash','2026-11-25 13:34:40.778786');
INSERT INTO "django_migrations" VALUES(37,'axes','0010_accessattemptexpiration','2026-11-25 13:34:40.781130');
INSERT INTO "django_migrations" VALUES(38,'django_tasks_database','0001_initial','2026-11-25 13:34:40.782661');
INSERT INTO "django_migrations" VALUES(39,'django_tasks_database','0002_alter_dbtaskresult_options','2026-11-25 13:34:40.784395');
INSERT INTO "django_migrations" VALUES(40,'django_tasks_database','0003_dbtaskresult_enqueued_at_dbtaskresult_finished_at','2026-11-25 13:34:40.787212');
INSERT INTO "django_migrations" VALUES(41,'django_tasks_database','0004_dbtaskresult_started_at','2026-11-25 13:34:40.788931');
INSERT INTO "django_migrations" VALUES(42,'django_tasks_database','0005_alter_dbtaskresult_priority_and_more','2026-11-25 13:34:40.791620');
INSERT INTO "django_migrations" VALUES(43,'django_tasks_database','0006_alter_dbtaskresult_args_kwargs_and_more','2026-11-25 13:34:40.804158');
INSERT INTO "django_migrations" VALUES(44,'django_tasks_database','0007_add_separate_results_fields','2026-11-25 13:34:40.806928');
INSERT INTO "django_migrations" VALUES(45,'django_tasks_database','0008_separate_results_field','2026-11-25 13:34:40.807973');
INSERT INTO "django_migrations" VALUES(46,'django_tasks_database','0009_remove_results_field','2026-11-25 13:34:40.809635');
INSERT INTO "django_migrations" VALUES(47,'django_tasks_database','0010_alter_dbtaskresult_status','2026-11-25 13:34:40.811591');
INSERT INTO "django_migrations" VALUES(48,'django_tasks_database','0011_rename_complete_status','2026-11-25 13:34:40.812529');
INSERT INTO "django_migrations" VALUES(49,'django_tasks_database','0012_add_separate_exception_fields','2026-11-25 13:34:40.815210');
INSERT INTO "django_migrations" VALUES(50,'django_tasks_database','0013_separate_exception_fields','2026-11-25 13:34:40.816199');
INSERT INTO "django_migrations" VALUES(51,'django_tasks_database','0014_remove_dbtaskresult_exception_data','2026-11-25 13:34:40.817906');
INSERT INTO "django_migrations" VALUES(52,'django_tasks_database','0015_correctly_order_run_after','2026-11-25 13:34:40.819719');
INSERT INTO "django_migrations" VALUES(53,'django_tasks_database','0016_remove_dbtaskresult_django_task_new_ordering_idx_and_more','2026-11-25 13:34:40.829449');
INSERT INTO "django_migrations" VALUES(54,'django_tasks_database','0017_dbtaskresult_metadata','2026-11-25 13:34:40.831408');
INSERT INTO "django_migrations" VALUES(55,'django_tasks_database','0018_rename_succeeded_status','2026-11-25 13:34:40.833776');
INSERT INTO "django_migrations" VALUES(56,'django_tasks_database','0019_rename_django_task_new_ordering_idx_tasks_db_new_ordering_idx_and_more','2026-11-25 13:34:40.836861');
INSERT INTO "django_migrations" VALUES(57,'django_tasks_database','0020_update_db_task_result_ordering','2026-11-25 13:34:40.840784');
INSERT INTO "django_migrations" VALUES(58,'django_tasks_database','0021_conditional_partial_index_ordering','2026-11-25 13:34:40.843948');
INSERT INTO "django_migrations" VALUES(59,'files','0001_initial','2026-11-25 13:34:41.030673');
INSERT INTO "django_migrations" VALUES(60,'ledger','0001_initial','2026-11-25 13:34:41.052763');
INSERT INTO "django_migrations" VALUES(61,'mfa','0001_initial','2026-11-25 13:34:41.070088');
INSERT INTO "django_migrations" VALUES(62,'mfa','0002_authenticator_timestamps','2026-11-25 13:34:41.094158');
INSERT INTO "django_migrations" VALUES(63,'mfa','0003_authenticator_type_uniq','2026-11-25 13:34:41.132104');
INSERT INTO "django_migrations" VALUES(64,'notices','0001_initial','2026-11-25 13:34:41.166053');
INSERT INTO "django_migrations" VALUES(65,'running','0001_initial','2026-11-25 13:34:41.168990');
INSERT INTO "django_migrations" VALUES(66,'sessions','0001_initial','2026-11-25 13:34:41.171638');
INSERT INTO "django_migrations" VALUES(67,'socialaccount','0001_initial','2026-11-25 13:34:41.223678');
INSERT INTO "django_migrations" VALUES(68,'socialaccount','0002_token_max_lengths','2026-11-25 13:34:41.248515');
INSERT INTO "django_migrations" VALUES(69,'socialaccount','0003_extra_data_default_dict','2026-11-25 13:34:41.261517');
INSERT INTO "django_migrations" VALUES(70,'socialaccount','0004_app_provider_id_settings','2026-11-25 13:34:41.285261');
INSERT INTO "django_migrations" VALUES(71,'socialaccount','0005_socialtoken_nullable_app','2026-11-25 13:34:41.307554');
INSERT INTO "django_migrations" VALUES(72,'socialaccount','0006_alter_socialaccount_extra_data','2026-11-25 13:34:41.322985');
INSERT INTO "django_migrations" VALUES(73,'usersessions','0001_initial','2026-11-25 13:34:41.421010');
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
CREATE TABLE "files_content" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "sha256" varchar(64) NOT NULL, "size" bigint unsigned NOT NULL CHECK ("size" >= 0), "kind" varchar(10) NOT NULL, "pages" integer unsigned NOT NULL CHECK ("pages" >= 0), "path" varchar(100) NOT NULL UNIQUE, "scan" varchar(10) NOT NULL, "scan_found" varchar(200) NOT NULL, "scanned_at" datetime NULL, "condition" varchar(10) NOT NULL, "looked_at" datetime NULL, "stored_at" datetime NOT NULL, "agency_id" bigint NOT NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "content_once_an_agency" UNIQUE ("agency_id", "sha256"));
CREATE TABLE "files_document" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "number" varchar(60) NOT NULL, "issued_on" date NULL, "issuer" varchar(200) NOT NULL, "title" varchar(300) NOT NULL, "excerpt" text NOT NULL, "page" varchar(40) NOT NULL, "effective_on" date NULL, "secrecy" varchar(10) NOT NULL, "search_text" text NOT NULL, "added_at" datetime NOT NULL, "added_by_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "agency_id" bigint NOT NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "files_documentuse" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "node" varchar(120) NOT NULL, "page" varchar(40) NOT NULL, "note" varchar(400) NOT NULL, "added_at" datetime NOT NULL, "ended_at" datetime NULL, "added_by_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "campaign_id" bigint NOT NULL REFERENCES "campaigns_campaign" ("id") DEFERRABLE INITIALLY DEFERRED, "document_id" bigint NOT NULL REFERENCES "files_document" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "files_revision" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "name" varchar(150) NOT NULL, "effective_on" date NULL, "note" varchar(400) NOT NULL, "received" varchar(64) NOT NULL, "keeps_metadata" bool NOT NULL, "marking" varchar(20) NOT NULL, "uploaded_at" datetime NOT NULL, "content_id" bigint NOT NULL REFERENCES "files_content" ("id") DEFERRABLE INITIALLY DEFERRED, "document_id" bigint NOT NULL REFERENCES "files_document" ("id") DEFERRABLE INITIALLY DEFERRED, "uploaded_by_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_revision_a_number" UNIQUE ("document_id", "number"));
CREATE TABLE "files_upload" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "name" varchar(150) NOT NULL, "size" bigint unsigned NOT NULL CHECK ("size" >= 0), "offset" bigint unsigned NOT NULL CHECK ("offset" >= 0), "expected_sha256" varchar(64) NOT NULL, "keeps_metadata" bool NOT NULL, "path" varchar(100) NOT NULL UNIQUE, "kept_path" varchar(100) NOT NULL, "state" varchar(10) NOT NULL, "kind" varchar(10) NOT NULL, "received" varchar(64) NOT NULL, "kept_sha256" varchar(64) NOT NULL, "kept_size" bigint unsigned NOT NULL CHECK ("kept_size" >= 0), "pages" integer unsigned NOT NULL CHECK ("pages" >= 0), "marking" varchar(20) NOT NULL, "scan" varchar(10) NOT NULL, "created_at" datetime NOT NULL, "expires_at" datetime NOT NULL, "agency_id" bigint NOT NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED, "owner_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "ledger_chain" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(120) NOT NULL UNIQUE, "length" bigint unsigned NOT NULL CHECK ("length" >= 0), "head" varchar(64) NOT NULL);
INSERT INTO "ledger_chain" VALUES(1,'accounts',3,'e0d656f4e7b6cea5a004a9b56c2f985f5463a89759d2e8f41209b09beeeef81e');
INSERT INTO "ledger_chain" VALUES(2,'organisation',2,'349b41c906c09279abc7d24d4b81d45855d40f74a3448f4d94ffa5a329b2f944');
CREATE TABLE "ledger_entry" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "sequence" bigint unsigned NOT NULL CHECK ("sequence" >= 0), "at" datetime NOT NULL, "verb" varchar(60) NOT NULL, "outcome" varchar(10) NOT NULL, "actor" bigint unsigned NULL CHECK ("actor" >= 0), "role" varchar(30) NOT NULL, "stand_in" bigint unsigned NULL CHECK ("stand_in" >= 0), "agency" bigint unsigned NULL CHECK ("agency" >= 0), "object_kind" varchar(60) NOT NULL, "object_id" bigint unsigned NULL CHECK ("object_id" >= 0), "facts" text NOT NULL CHECK ((JSON_VALID("facts") OR "facts" IS NULL)), "digests" text NOT NULL CHECK ((JSON_VALID("digests") OR "digests" IS NULL)), "previous" varchar(64) NOT NULL, "hash" varchar(64) NOT NULL, "chain_id" bigint NOT NULL REFERENCES "ledger_chain" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_entry_a_place" UNIQUE ("chain_id", "sequence"));
INSERT INTO "ledger_entry" VALUES(1,1,'2026-11-25 13:34:45.640932','demonstration_made','done',NULL,'',NULL,NULL,'',NULL,'{"count": 16}','{}','','d94be0b2c61189b389c2c9f9e7c31953709a98828094135d39124a11daeca90c',1);
INSERT INTO "ledger_entry" VALUES(2,1,'2026-11-25 13:34:45.672820','units_brought','done',1,'coordinator',NULL,NULL,'organisation.proposal',1,'{"table": "ha-noi.csv", "rows": 74, "sha256": "7c440a6b9567052a8f1e1747ac97a524100829e6c6a8c681d581331f092d9e68"}','{"actor": "3cf59648f5ba411ab8fd76eaeee5881332805388a809689a86e7cf8b427bb07e"}','','bf17566a0b01728beb1bf6536dd8d5342c584631a7c3930def7d00085b2c9ed6',2);
INSERT INTO "ledger_entry" VALUES(3,2,'2026-11-25 13:34:45.694671','units_accepted','done',1,'coordinator',NULL,NULL,'organisation.proposal',1,'{"new": 74, "forms": 0, "changed": 0}','{"actor": "57bf28ad6d05f60c06c98845ae43ccfaed2b74443b2060bbfaf9ce3d891303b4"}','bf17566a0b01728beb1bf6536dd8d5342c584631a7c3930def7d00085b2c9ed6','349b41c906c09279abc7d24d4b81d45855d40f74a3448f4d94ffa5a329b2f944',2);
INSERT INTO "ledger_entry" VALUES(4,2,'2026-11-25 13:34:45.700841','demonstration_appointed','done',NULL,'',NULL,NULL,'',NULL,'{"count": 14}','{}','d94be0b2c61189b389c2c9f9e7c31953709a98828094135d39124a11daeca90c','32f08b533c8fba0b7bd6240bb20af10b510993f394215df8b9daba565469462a',1);
INSERT INTO "ledger_entry" VALUES(5,3,'2026-11-25 13:34:45.706234','stand_in_named','done',3,'agency_head',NULL,10,'people.standin',1,'{"appointment": 3, "deputy": 16, "actions": [], "until": "2027-01-24T13:34:45.702417+00:00"}','{"name": "138d598b281ce96a3c1cf49199875493efc6107a183d6385aa7108b388c7b582", "document": "9015481393205b34a53a152106a1a96108142a55ca9744a52dd353d3f6624f96", "actor": "93d78232bc027e5958becdf174625da1080408c462125bdf32b282205d765878"}','32f08b533c8fba0b7bd6240bb20af10b510993f394215df8b9daba565469462a','e0d656f4e7b6cea5a004a9b56c2f985f5463a89759d2e8f41209b09beeeef81e',1);
CREATE TABLE "ledger_root" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" datetime NOT NULL, "heads" text NOT NULL CHECK ((JSON_VALID("heads") OR "heads" IS NULL)), "previous" varchar(64) NOT NULL, "hash" varchar(64) NOT NULL UNIQUE);
CREATE TABLE "ledger_words" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(40) NOT NULL, "person" bigint unsigned NULL CHECK ("person" >= 0), "salt" varchar(64) NOT NULL, "text" text NOT NULL, "erased_at" datetime NULL, "erased_by_request" varchar(60) NOT NULL, "entry_id" bigint NOT NULL REFERENCES "ledger_entry" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_text_a_name" UNIQUE ("entry_id", "name"));
INSERT INTO "ledger_words" VALUES(1,'actor',1,'9273757481370ede61623f5a39fa7c7df3a1d162c93d26fd0aebb5853447bf1a','Nguyễn Thị Minh Hoạ',NULL,'',2);
INSERT INTO "ledger_words" VALUES(2,'actor',1,'692e6daf9b4034757469188b425852b8e46f26cbaa9f2612c12b88c977af91ef','Nguyễn Thị Minh Hoạ',NULL,'',3);
INSERT INTO "ledger_words" VALUES(3,'name',16,'6e030d6f272f21883e26d455753245e791d86fa3f0de6e57f6c5545913effc27','Tạ Văn Minh Hoạ',NULL,'',5);
INSERT INTO "ledger_words" VALUES(4,'document',16,'15712902a07854af9089158c49dd766eba7e9251de3a8bba291117df10afb32c','Giấy uỷ quyền minh hoạ',NULL,'',5);
INSERT INTO "ledger_words" VALUES(5,'actor',3,'2548e9edbcbc46c14307c8e5003470344018af941b09b213ad53883c5626ecd9','Lê Thị Minh Hoạ',NULL,'',5);
CREATE TABLE "mfa_authenticator" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "type" varchar(20) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "created_at" datetime NOT NULL, "last_used_at" datetime NULL);
INSERT INTO "mfa_authenticator" VALUES(1,'totp','{"secret": "gAAAAABrBuPyun-NnZhlPEgeso9TvWTvDIUr1_afwEwxAVn3bIPLmx34ymysCBAX71yQRK7Zk2kI70GOubMcK1d-HK0UgX_z2gWYzdgqVD7CixCfhrdAJr1cq42TwEDozVCpXoSa8VCi"}',1,'2026-11-25 13:34:42.827466',NULL);
INSERT INTO "mfa_authenticator" VALUES(2,'totp','{"secret": "gAAAAABrBuPzu90_oUXxBQ5Hv0rqTEnhgN5dci5SyL6Bapr43Qy1OiQW2hQbKld9M9L2xSNckP-p2rUwbhylE7kNMw5GMaQwL-b0U7OIVk0CHJfIcpeW7GgyuvFfPntKdMalKrNfaK_Y"}',2,'2026-11-25 13:34:43.006101',NULL);
INSERT INTO "mfa_authenticator" VALUES(3,'totp','{"secret": "gAAAAABrBuPzlKmzPTYqNIMqjxXfGBgGtB8Dgsg6K_XSDlTFxlhRyZVqsg8aZ54IzMNn7w0CZMGlvp3izq5PNL77GJnD42eFxTi8yaWSNuaHK7fyR3VOJYcDV5MkkPntxfqkcOySSExr"}',3,'2026-11-25 13:34:43.185624',NULL);
INSERT INTO "mfa_authenticator" VALUES(4,'totp','{"secret": "gAAAAABrBuPzxjKAjLjhbxwJjpZ5p4yZ9t-xZTGuQzcxhGLjMTAQjJoZMXQYzMw3OKl45j6rldnpOwHqCM5urJd_XuGDdcTa3zb4uUMZHH9Sb-srlw9eY6OtObWQrvnNRyNa1Vkqd4Np"}',4,'2026-11-25 13:34:43.365621',NULL);
INSERT INTO "mfa_authenticator" VALUES(5,'totp','{"secret": "gAAAAABrBuPzgYd2hzPaFMpKwOOR6F_va_5rqjoICPLUbWp3-y47SD1qyvJJDbEnfSwQPjBoZ8D4k-B1lTtmbj5rMC2Q14r6x29VPvvVN58OowX209wAAyYs9de4bNBaVYscEDAH7tv8"}',5,'2026-11-25 13:34:43.549296',NULL);
INSERT INTO "mfa_authenticator" VALUES(6,'totp','{"secret": "gAAAAABrBuPzY0JyvUXa8tseeiDqfl2-ZMBKTX-GTHkh_FmVZpIg4ve--0MSzDRN7r0N32HQ54zMgDDzXkeQvOiJeZuVcBfLcvfJkFbtlmQXhDtfPVqyTHMzm3jGj94vgcOl8YjSuevE"}',6,'2026-11-25 13:34:43.731558',NULL);
INSERT INTO "mfa_authenticator" VALUES(7,'totp','{"secret": "gAAAAABrBuPzxQlYO5Q59KSI_n-2jyP0kp_qVeRnqibAADd7SOoCPMOiyk0D3iHTSAA1j2sjNC2IprMGqqfbDCvHyY9IZmsFXRDLnJyFYonftez-H_nv96fRomkhAYdaK9s9Fpww0yLj"}',7,'2026-11-25 13:34:43.911604',NULL);
INSERT INTO "mfa_authenticator" VALUES(8,'totp','{"secret": "gAAAAABrBuP0-RSdEuHIxUBbQfd7RckoRWpFOa43b_KXJpxSLM_ESCqhbNkhosm1DxBJEC40WJrUOO7s-uQfxNPrUMgGvK1PVkEXr2SSwNS5XM52ySegigcdT4gDEE-cw9fwAHktx68K"}',8,'2026-11-25 13:34:44.093347',NULL);
INSERT INTO "mfa_authenticator" VALUES(9,'totp','{"secret": "gAAAAABrBuP0QHOULIMD5PZIC0fikz7g-5x5DmgPylJAd0TfQwHtx6L8gHvSAt-nQAfiuK7Vc5caJu6uNA1gB_LTDfygufZF8dh7EiM7XnlmYhFoyntASMzuY4LtTaBYANQK4-R0lCeK"}',9,'2026-11-25 13:34:44.275674',NULL);
INSERT INTO "mfa_authenticator" VALUES(10,'totp','{"secret": "gAAAAABrBuP0hWjDsMqnQ1FGptJZDlZv5DsIozsur4I8YgHllVwwNHtO5igKhbUs4j5cR_7PjomDM2vwe_8NeUisJdn8x2RTKkouvsGrwMBIfOPM9Z3MAOn18gDYTTwRhXNgxjtuKcI_"}',10,'2026-11-25 13:34:44.456849',NULL);
INSERT INTO "mfa_authenticator" VALUES(11,'totp','{"secret": "gAAAAABrBuP0DW24_WVtt9DiUZ1WD72kBHyx0JQ7o0_QpJ_3yTzsHVlNbkUPrJYsTdDTX815tjx1aDTnUQFgco6yqf1dAXVcRHHKjN1NO4jHgqq6aDoJ28k1tRkoRcu7DY4cNIqPfvcU"}',11,'2026-11-25 13:34:44.643865',NULL);
INSERT INTO "mfa_authenticator" VALUES(12,'totp','{"secret": "gAAAAABrBuP0lqvCll44O1P_f_SA8PGb8rMPpVLwwJCCVxo6tbndHeE7w9x6SaM5W4Zy_stPzGTOpte5OPauKaIbzRRWzy1te-pTi-Po9YjqeT8RkeoGhpSk1XpXc6Mob2pe_JkdywhM"}',12,'2026-11-25 13:34:44.898295',NULL);
INSERT INTO "mfa_authenticator" VALUES(13,'totp','{"secret": "gAAAAABrBuP1E6pqXjsvLdebYtvET7o_fAjN31XqGV4IunUuxYO5GWjpzCWuYgV6FTvSaH79QrmMqy1gZqTQdF0luyRhqt7EM79jXzObaqZyro11Y6vlG0SvB-5kNvoIcDaxPp4KANH-"}',13,'2026-11-25 13:34:45.080695',NULL);
INSERT INTO "mfa_authenticator" VALUES(14,'totp','{"secret": "gAAAAABrBuP1mj7ouUBSFEpEL9D1SEMiazPknbbcBe6AtYEJFr_bw1DWSHNL-tBJWoc96XTFN5M4Bl_WGdR2Smvn6OuB8JTX9g1HD60NVhVb3yAisa2--yy0gUlcnqT4fLLc25oIuPPf"}',14,'2026-11-25 13:34:45.268233',NULL);
INSERT INTO "mfa_authenticator" VALUES(15,'totp','{"secret": "gAAAAABrBuP1SIDT-gZiCOtbmqcOrrIr2fYR2mdQrhN3Q7v6sbzY3fMzYTw1EqO83szYSmcsYlyY86b1zSrmxZ7Zt8FlD-GPnxLIyrlrEe3DevJgadGnQtOopJdGrZGRH7H5Sw9XvW4B"}',15,'2026-11-25 13:34:45.452003',NULL);
INSERT INTO "mfa_authenticator" VALUES(16,'totp','{"secret": "gAAAAABrBuP1CsFCN7ZG2aBfII2GTv_bUrE7VpoulNjpJbmVSeFeP24svEc8tpQjWtrsd9uXFnQqSTvhXwgEYqhS_b8J4M5RMAlK5KN7SPKK1pgDBWhN4WsAyAYBJ3yEmALqcTXZ-EHK"}',16,'2026-11-25 13:34:45.640096',NULL);
CREATE TABLE "notices_choice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "by_mail" varchar(10) NOT NULL, "person_id" bigint NOT NULL UNIQUE REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "notices_notice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "kind" varchar(60) NOT NULL, "facts" text NOT NULL CHECK ((JSON_VALID("facts") OR "facts" IS NULL)), "address" varchar(300) NOT NULL, "created_at" datetime NOT NULL, "read_at" datetime NULL, "mail_after" datetime NULL, "mailed_at" datetime NULL, "mail_failures" smallint unsigned NOT NULL CHECK ("mail_failures" >= 0), "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "notices_notice" VALUES(1,'jyzc69pwttat','people.deputy','{"role": "agency_head", "agency": "S\u1edf Y t\u1ebf", "from": "2026-11-25T13:34:45.702417+00:00", "to": "2027-01-24T13:34:45.702417+00:00"}','/tai-khoan/uy-quyen/','2026-11-25 13:34:45.911808',NULL,NULL,NULL,0,16);
CREATE TABLE "organisation_agency" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "uid" varchar(80) NOT NULL UNIQUE, "name" varchar(200) NOT NULL, "sort_key" text NOT NULL);
INSERT INTO "organisation_agency" VALUES(1,'w3d3q42xzfca',1,'2026-11-25 13:34:45.686606','ha-noi','Hà Nội','30000b30000010002030001130001330000c000000010050');
INSERT INTO "organisation_agency" VALUES(2,'mx4su88zpzsb',1,'2026-11-25 13:34:45.686630','van-phong-ubnd-ha-noi','Văn phòng UBND Thành phố','30001c30000130001110002030001530000b30001230001130000a10002030001a30000330001130000510002030001930000b30000030001130000b10002030001530000b300013000000000000100000000001000004');
INSERT INTO "organisation_agency" VALUES(3,'jc97cfje6frc',1,'2026-11-25 13:34:45.686639','so-cong-thuong-ha-noi','Sở Công Thương','30001830001410002030000430001330001130000a10002030001930000b30001b30001430001130000a00000002000000000000');
INSERT INTO "organisation_agency" VALUES(4,'jymc9mh9phfy',1,'2026-11-25 13:34:45.686647','so-giao-duc-va-dao-tao-ha-noi','Sở Giáo dục và Đào tạo','30001830001410002030000a30000c30000030001210002030000530001a30000410002030001c3000001000203000063000003000121000203000193000003000120000000200040005000100100050');
INSERT INTO "organisation_agency" VALUES(5,'983v4cx6sa5q',1,'2026-11-25 13:34:45.686657','so-khoa-hoc-va-cong-nghe-ha-noi','Sở Khoa học và Công nghệ','30001830001410002030000e30000b30001230000010002030000b30001230000410002030001c30000010002030000430001330001130000a10002030001130000a30000b300008000000020000000500010000000005');
INSERT INTO "organisation_agency" VALUES(6,'g3ytjnt4mkbb',1,'2026-11-25 13:34:45.686675','so-noi-vu-ha-noi','Sở Nội vụ','30001830001410002030001130001330000c10002030001c30001a000000020050005');
INSERT INTO "organisation_agency" VALUES(7,'255x8s5du7g4',1,'2026-11-25 13:34:45.686684','so-tai-chinh-ha-noi','Sở Tài chính','30001830001410002030001930000030000c10002030000430000b30000c30001130000b000000020010000400');
INSERT INTO "organisation_agency" VALUES(8,'483w8a7zyrba',1,'2026-11-25 13:34:45.686693','so-tu-phap-ha-noi','Sở Tư pháp','30001830001410002030001930001b10002030001530000b3000003000150000000200000040');
INSERT INTO "organisation_agency" VALUES(9,'sqhefr544yjd',1,'2026-11-25 13:34:45.686701','so-xay-dung-ha-noi','Sở Xây dựng','30001830001410002030001e30000230001f10002030000530001b30001130000a00000002000000500');
INSERT INTO "organisation_agency" VALUES(10,'442vdeswjq9g',1,'2026-11-25 13:34:45.686709','so-y-te-ha-noi','Sở Y tế','30001830001410002030001f1000203000193000080000000200004');
INSERT INTO "organisation_agency" VALUES(11,'jffhfg47crpq',1,'2026-11-25 13:34:45.686716','thanh-tra-ha-noi','Thanh tra Thành phố','30001930000b30000030001130000b10002030001930001730000010002030001930000b30000030001130000b10002030001530000b3000130000000000000000001000004');
INSERT INTO "organisation_agency" VALUES(12,'h5k5se4dksp9',1,'2026-11-25 13:34:45.686724','ban-quan-ly-cac-khu-cong-nghe-cao-va-khu-cong-nghiep-ha-noi','Ban Quản lý các Khu công nghệ cao và Khu công nghiệp','30000330000030001110002030001630001a30000030001110002030000f30001f10002030000430000030000410002030000e30000b30001a10002030000430001330001130000a10002030001130000a30000b30000810002030000430000030001210002030001c30000010002030000e30000b30001a10002030000430001330001130000a10002030001130000a30000b30000c3000083000150000000000002000400400000000000000500000010000000000000050');
INSERT INTO "organisation_agency" VALUES(13,'ssbe2fwr5hd8',1,'2026-11-25 13:34:45.686732','trung-tam-phuc-vu-hanh-chinh-cong-ha-noi','Trung tâm Phục vụ hành chính công','30001930001730001a30001130000a10002030001930000230001010002030001530000b30001a30000410002030001c30001a10002030000b30000030001130000b10002030000430000b30000c30001130000b10002030000430001330001130000a000000000000000000500050010000040000000');
INSERT INTO "organisation_agency" VALUES(14,'khgc2w6kaz85',1,'2026-11-25 13:34:45.686740','so-dan-toc-va-ton-giao-ha-noi','Sở Dân tộc và Tôn giáo','30001830001410002030000530000230001110002030001930001330000410002030001c30000010002030001930001330001110002030000a30000c3000003000120000000200000050001000000040');
INSERT INTO "organisation_agency" VALUES(15,'z9vahyhnekbm',1,'2026-11-25 13:34:45.686748','so-nong-nghiep-va-moi-truong-ha-noi','Sở Nông nghiệp và Môi trường','30001830001410002030001130001330001130000a10002030001130000a30000b30000c30000830001510002030001c30000010002030001030001330000c10002030001930001730001b30001430001130000a0000000200000000005000100000000100');
INSERT INTO "organisation_agency" VALUES(16,'rubwt3m38wge',1,'2026-11-25 13:34:45.686756','so-van-hoa-the-thao-va-du-lich-ha-noi','Sở Văn hóa, Thể thao và Du lịch','30001830001410002030001c30000130001110002030000b30001230000010002c10002030001930000b30000810002030001930000b30000030001210002030001c30000010002030000530001a10002030000f30000c30000430000b0000000200000040000020000000100000500');
INSERT INTO "organisation_agency" VALUES(17,'btbrpe77an8m',1,'2026-11-25 13:34:45.686764','so-ngoai-vu-ha-noi','Sở Ngoại vụ','30001830001410002030001130000a30001230000030000c10002030001c30001a00000002000050005');
INSERT INTO "organisation_agency" VALUES(18,'zpmesfxjz6ab',1,'2026-11-25 13:34:45.686772','phuong-ba-dinh-00004','Phường Ba Đình','30001530000b30001b30001430001130000a10002030000330000010002030000630000c30001130000b00000000010000000100');
INSERT INTO "organisation_agency" VALUES(19,'nbyn2ner8jks',1,'2026-11-25 13:34:45.686781','phuong-ngoc-ha-00008','Phường Ngọc Hà','30001530000b30001b30001430001130000a10002030001130000a30001230000410002030000b30000000000000010000050001');
INSERT INTO "organisation_agency" VALUES(20,'66aqt9m3kwbv',1,'2026-11-25 13:34:45.686789','phuong-giang-vo-00025','Phường Giảng Võ','30001530000b30001b30001430001130000a10002030000a30000c30000030001130000a10002030001c300012000000000100000200003');
INSERT INTO "organisation_agency" VALUES(21,'5qhvwpyj7wpb',1,'2026-11-25 13:34:45.686797','phuong-hoan-kiem-00070','Phường Hoàn Kiếm','30001530000b30001b30001430001130000a10002030000b30001230000030001110002030000e30000c3000083000100000000001000001000040');
INSERT INTO "organisation_agency" VALUES(22,'fnypj2y6f8ht',1,'2026-11-25 13:34:45.686805','phuong-cua-nam-00082','Phường Cửa Nam','30001530000b30001b30001430001130000a10002030000430001b30000010002030001130000030001000000000010000200000');
INSERT INTO "organisation_agency" VALUES(23,'z85pgupu37jg',1,'2026-11-25 13:34:45.686813','phuong-phu-thuong-00091-2025','Phường Phú Thượng','30001530000b30001b30001430001130000a10002030001530000b30001a10002030001930000b30001b30001430001130000a00000000010000040000500');
INSERT INTO "organisation_agency" VALUES(24,'a34u5vyt55z3',1,'2026-11-25 13:34:45.686821','phuong-hong-ha-00097','Phường Hồng Hà','30001530000b30001b30001430001130000a10002030000b30001330001130000a10002030000b30000000000000010000100001');
INSERT INTO "organisation_agency" VALUES(25,'77zwuda5kvz9',1,'2026-11-25 13:34:45.686829','phuong-tay-ho-00103','Phường Tây Hồ','30001530000b30001b30001430001130000a10002030001930000230001f10002030000b3000130000000001000000001');
INSERT INTO "organisation_agency" VALUES(26,'rhtmewm3mszh',1,'2026-11-25 13:34:45.686837','phuong-bo-de-00118','Phường Bồ Đề','30001530000b30001b30001430001130000a100020300003300013100020300006300008000000000100001001');
INSERT INTO "organisation_agency" VALUES(27,'bqx2vjfu5hdb',1,'2026-11-25 13:34:45.686845','phuong-viet-hung-00127-2025','Phường Việt Hưng','30001530000b30001b30001430001130000a10002030001c30000c30000830001910002030000b30001b30001130000a0000000001000005000000');
INSERT INTO "organisation_agency" VALUES(28,'82br76ms3n4y',1,'2026-11-25 13:34:45.686854','phuong-phuc-loi-00136-2025','Phường Phúc Lợi','30001530000b30001b30001430001130000a10002030001530000b30001a30000410002030000f30001430000c000000000100000400050');
INSERT INTO "organisation_agency" VALUES(29,'9eecbqg46tyr',1,'2026-11-25 13:34:45.686862','phuong-long-bien-00145-2025','Phường Long Biên','30001530000b30001b30001430001130000a10002030000f30001230001130000a10002030000330000c3000083000110000000001000000000000');
INSERT INTO "organisation_agency" VALUES(30,'ee4je736wdpw',1,'2026-11-25 13:34:45.686870','quan-ba-dinh','Quận Ba Đình','30001630001a30000230001110002030000330000010002030000630000c30001130000b000000005000000100');
INSERT INTO "organisation_agency" VALUES(31,'4aqzu2uvqm7q',1,'2026-11-25 13:34:45.686877','quan-hoan-kiem','Quận Hoàn Kiếm','30001630001a30000230001110002030000b30001230000030001110002030000e30000c30000830001000000000500001000040');
INSERT INTO "organisation_agency" VALUES(32,'fxh2zhvygzw7',1,'2026-11-25 13:34:45.686886','quan-tay-ho','Quận Tây Hồ','30001630001a30000230001110002030001930000230001f10002030000b30001300000000500000001');
INSERT INTO "organisation_agency" VALUES(33,'sj3z5n9yjqwx',1,'2026-11-25 13:34:45.686894','quan-long-bien','Quận Long Biên','30001630001a30000230001110002030000f30001230001130000a10002030000330000c30000830001100000000500000000000');
INSERT INTO "organisation_agency" VALUES(34,'beb4jvxgd8z7',1,'2026-11-25 13:34:45.686902','quan-cau-giay','Quận Cầu Giấy','30001630001a30000230001110002030000430000230001a10002030000a30000c30000230001f0000000050001000040');
INSERT INTO "organisation_agency" VALUES(35,'3wa4za5cm63x',1,'2026-11-25 13:34:45.686911','quan-dong-da','Quận Đống Đa','30001630001a30000230001110002030000630001330001130000a100020300006300000000000005000400000');
INSERT INTO "organisation_agency" VALUES(36,'k8c57w37jc32',1,'2026-11-25 13:34:45.686919','quan-hai-ba-trung','Quận Hai Bà Trưng','30001630001a30000230001110002030000b30000030000c10002030000330000010002030001930001730001b30001130000a00000000500000001000000');
INSERT INTO "organisation_agency" VALUES(37,'s9ukkpcsquuj',1,'2026-11-25 13:34:45.686927','quan-hoang-mai','Quận Hoàng Mai','30001630001a30000230001110002030000b30001230000030001130000a10002030001030000030000c00000000500001000000');
INSERT INTO "organisation_agency" VALUES(38,'h4fc3qbvnws6',1,'2026-11-25 13:34:45.686935','quan-thanh-xuan','Quận Thanh Xuân','30001630001a30000230001110002030001930000b30000030001130000b10002030001e30001a300002300011000000005000000000000');
INSERT INTO "organisation_agency" VALUES(39,'76wazufb8rh8',1,'2026-11-25 13:34:45.686944','huyen-soc-son','Huyện Sóc Sơn','30000b30001a30001f3000083000111000203000183000123000041000203000183000143000110000000005000400000');
INSERT INTO "organisation_agency" VALUES(40,'fmsrumqreuyn',1,'2026-11-25 13:34:45.686952','huyen-dong-anh','Huyện Đông Anh','30000b30001a30001f30000830001110002030000630001330001130000a10002030000030001130000b00000000050000000000');
INSERT INTO "organisation_agency" VALUES(41,'zn5wrq5gjgjv',1,'2026-11-25 13:34:45.686960','huyen-gia-lam','Huyện Gia Lâm','30000b30001a30001f30000830001110002030000a30000c30000010002030000f3000023000100000000005000000000');
INSERT INTO "organisation_agency" VALUES(42,'r9wrwp6zttej',1,'2026-11-25 13:34:45.686968','quan-nam-tu-liem','Quận Nam Từ Liêm','30001630001a30000230001110002030001130000030001010002030001930001b10002030000f30000c3000083000100000000050000000100000');
INSERT INTO "organisation_agency" VALUES(43,'wqsh6d7qqnhv',1,'2026-11-25 13:34:45.686976','huyen-thanh-tri','Huyện Thanh Trì','30000b30001a30001f30000830001110002030001930000b30000030001130000b10002030001930001730000c000000000500000000001');
INSERT INTO "organisation_agency" VALUES(44,'adfxehas75y4',1,'2026-11-25 13:34:45.686984','quan-bac-tu-liem','Quận Bắc Từ Liêm','30001630001a30000230001110002030000330000130000410002030001930001b10002030000f30000c3000083000100000000050004000100000');
INSERT INTO "organisation_agency" VALUES(45,'pnztxf5h9yzw',1,'2026-11-25 13:34:45.686992','huyen-me-linh','Huyện Mê Linh','30000b30001a30001f30000830001110002030001030000810002030000f30000c30001130000b0000000005000000000');
INSERT INTO "organisation_agency" VALUES(46,'wg4b6xmtbcju',1,'2026-11-25 13:34:45.687000','quan-ha-dong','Quận Hà Đông','30001630001a30000230001110002030000b30000010002030000630001330001130000a000000005000100000');
INSERT INTO "organisation_agency" VALUES(47,'ycemnmwbryak',1,'2026-11-25 13:34:45.687009','thi-xa-son-tay','Thị xã Sơn Tây','30001930000b30000c10002030001e30000010002030001830001430001110002030001930000230001f00000000500300000000');
INSERT INTO "organisation_agency" VALUES(48,'jrzxtkwmumxv',1,'2026-11-25 13:34:45.687017','huyen-ba-vi','Huyện Ba Vì','30000b30001a30001f30000830001110002030000330000010002030001c30000c00000000050000001');
INSERT INTO "organisation_agency" VALUES(49,'duwhcg3c6wse',1,'2026-11-25 13:34:45.687025','huyen-phuc-tho','Huyện Phúc Thọ','30000b30001a30001f30000830001110002030001530000b30001a30000410002030001930000b30001200000000050000400005');
INSERT INTO "organisation_agency" VALUES(50,'rtcmmt2pc7e9',1,'2026-11-25 13:34:45.687033','huyen-dan-phuong','Huyện Đan Phượng','30000b30001a30001f30000830001110002030000630000030001110002030001530000b30001b30001430001130000a0000000005000000000500');
INSERT INTO "organisation_agency" VALUES(51,'rze5bwqwm943',1,'2026-11-25 13:34:45.687041','huyen-hoai-duc','Huyện Hoài Đức','30000b30001a30001f30000830001110002030000b30001230000030000c10002030000630001b30000400000000050000100040');
INSERT INTO "organisation_agency" VALUES(52,'7qkzw9q5v9ns',1,'2026-11-25 13:34:45.687049','huyen-quoc-oai','Huyện Quốc Oai','30000b30001a30001f30000830001110002030001630001a30001330000410002030001230000030000c00000000050000400000');
INSERT INTO "organisation_agency" VALUES(53,'94tqxxbczmwt',1,'2026-11-25 13:34:45.687057','huyen-thach-that','Huyện Thạch Thất','30000b30001a30001f30000830001110002030001930000b30000030000430000b10002030001930000b3000023000190000000005000050000040');
INSERT INTO "organisation_agency" VALUES(54,'xkjh5brtbsn6',1,'2026-11-25 13:34:45.687065','huyen-chuong-my','Huyện Chương Mỹ','30000b30001a30001f30000830001110002030000430000b30001b30001430001130000a10002030001030001f000000000500000000003');
INSERT INTO "organisation_agency" VALUES(55,'78c7augm7guz',1,'2026-11-25 13:34:45.687073','huyen-thanh-oai','Huyện Thanh Oai','30000b30001a30001f30000830001110002030001930000b30000030001130000b10002030001230000030000c000000000500000000000');
INSERT INTO "organisation_agency" VALUES(56,'mx87xbdbq2gy',1,'2026-11-25 13:34:45.687080','huyen-thuong-tin','Huyện Thường Tín','30000b30001a30001f30000830001110002030001930000b30001b30001430001130000a10002030001930000c3000110000000005000001000040');
INSERT INTO "organisation_agency" VALUES(57,'unqk2z6chrdq',1,'2026-11-25 13:34:45.687088','huyen-phu-xuyen','Huyện Phú Xuyên','30000b30001a30001f30000830001110002030001530000b30001a10002030001e30001a30001f300008300011000000000500004000000');
INSERT INTO "organisation_agency" VALUES(58,'x6dnj8ss6695',1,'2026-11-25 13:34:45.687096','huyen-ung-hoa','Huyện Ứng Hòa','30000b30001a30001f30000830001110002030001b30001130000a10002030000b3000123000000000000005004000010');
INSERT INTO "organisation_agency" VALUES(59,'vv979295cmne',1,'2026-11-25 13:34:45.687104','huyen-my-duc','Huyện Mỹ Đức','30000b30001a30001f30000830001110002030001030001f10002030000630001b300004000000000500030040');
INSERT INTO "organisation_agency" VALUES(60,'2gkzkrjxvaru',1,'2026-11-25 13:34:45.687112','phuong-phuc-xa-00001','Phường Phúc Xá','30001530000b30001b30001430001130000a10002030001530000b30001a30000410002030001e30000000000000010000040004');
INSERT INTO "organisation_agency" VALUES(61,'wxmxc7gp288t',1,'2026-11-25 13:34:45.687120','phuong-truc-bach-00004','Phường Trúc Bạch','30001530000b30001b30001430001130000a10002030001930001730001a30000410002030000330000030000430000b0000000001000004000500');
INSERT INTO "organisation_agency" VALUES(62,'s6gfjtywkffj',1,'2026-11-25 13:34:45.687128','phuong-vinh-phuc-00006','Phường Vĩnh Phúc','30001530000b30001b30001430001130000a10002030001c30000c30001130000b10002030001530000b30001a3000040000000001000030000040');
INSERT INTO "organisation_agency" VALUES(63,'ybbkrerxvf36',1,'2026-11-25 13:34:45.687136','phuong-cong-vi-00007','Phường Cống Vị','30001530000b30001b30001430001130000a10002030000430001330001130000a10002030001c30000c00000000010000400005');
INSERT INTO "organisation_agency" VALUES(64,'zxsu2nskp3tv',1,'2026-11-25 13:34:45.687143','phuong-lieu-giai-00008','Phường Liễu Giai','30001530000b30001b30001430001130000a10002030000f30000c30000830001a10002030000a30000c30000030000c0000000001000003000000');
INSERT INTO "organisation_agency" VALUES(65,'3phshaqxrhmp',1,'2026-11-25 13:34:45.687152','phuong-nguyen-trung-truc-00010','Phường Nguyễn Trung Trực','30001530000b30001b30001430001130000a10002030001130000a30001a30001f30000830001110002030001930001730001a30001130000a10002030001930001730001b300004000000000100000003000000000050');
INSERT INTO "organisation_agency" VALUES(66,'guycufnk8nwk',1,'2026-11-25 13:34:45.687160','phuong-quan-thanh-00013','Phường Quán Thánh','30001530000b30001b30001430001130000a10002030001630001a30000030001110002030001930000b30000030001130000b00000000010000040000400');
INSERT INTO "organisation_agency" VALUES(67,'njyz4rb2p25n',1,'2026-11-25 13:34:45.687168','phuong-ngoc-ha-00016','Phường Ngọc Hà','30001530000b30001b30001430001130000a10002030001130000a30001230000410002030000b30000000000000010000050001');
INSERT INTO "organisation_agency" VALUES(68,'wg8hwspqf94r',1,'2026-11-25 13:34:45.687176','phuong-dien-bien-00019','Phường Điện Biên','30001530000b30001b30001430001130000a10002030000630000c30000830001110002030000330000c3000083000110000000001000005000000');
INSERT INTO "organisation_agency" VALUES(69,'xun6zc2ucvfc',1,'2026-11-25 13:34:45.687184','phuong-doi-can-00022','Phường Đội Cấn','30001530000b30001b30001430001130000a10002030000630001330000c10002030000430000230001100000000010000500040');
INSERT INTO "organisation_agency" VALUES(70,'m49adfvhdhmu',1,'2026-11-25 13:34:45.687192','phuong-ngoc-khanh-00025','Phường Ngọc Khánh','30001530000b30001b30001430001130000a10002030001130000a30001230000410002030000e30000b30000030001130000b00000000010000050000400');
INSERT INTO "organisation_agency" VALUES(71,'ncszdgaazbh3',1,'2026-11-25 13:34:45.687200','phuong-kim-ma-00028','Phường Kim Mã','30001530000b30001b30001430001130000a10002030000e30000c3000101000203000103000000000000001000000003');
INSERT INTO "organisation_agency" VALUES(72,'fmt3c7mq9x63',1,'2026-11-25 13:34:45.687208','phuong-giang-vo-00031','Phường Giảng Võ','30001530000b30001b30001430001130000a10002030000a30000c30000030001130000a10002030001c300012000000000100000200003');
INSERT INTO "organisation_agency" VALUES(73,'qzv6mf6rcyjh',1,'2026-11-25 13:34:45.687216','phuong-thanh-cong-00034','Phường Thành Công','30001530000b30001b30001430001130000a10002030001930000b30000030001130000b10002030000430001330001130000a00000000010000010000000');
CREATE TABLE "organisation_agencyform" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "code" varchar(40) NOT NULL, "name" varchar(200) NOT NULL, "level" varchar(20) NOT NULL, "kind" varchar(60) NOT NULL, "group" varchar(80) NOT NULL, "regime" varchar(80) NOT NULL, "aliases" text NOT NULL CHECK ((JSON_VALID("aliases") OR "aliases" IS NULL)), "valid_from" date NULL, "valid_to" date NULL, "agency_id" bigint NOT NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED, "parent_id" bigint NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_form_a_day_of_start" UNIQUE ("agency_id", "valid_from"));
INSERT INTO "organisation_agencyform" VALUES(1,'01','Hà Nội','province','thanh-pho','','','["H26", "UBND Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i", "Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i", "TP. H\u00e0 N\u1ed9i", "TP H\u00e0 N\u1ed9i"]','2008-08-01','2025-06-30',1,NULL);
INSERT INTO "organisation_agencyform" VALUES(2,'01','Hà Nội','province','thanh-pho','','','["H26", "UBND Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i", "Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i", "TP. H\u00e0 N\u1ed9i", "TP H\u00e0 N\u1ed9i"]','2025-07-01',NULL,1,NULL);
INSERT INTO "organisation_agencyform" VALUES(3,'H26.1','Văn phòng UBND Thành phố','office','van-phong','','','["V\u0103n ph\u00f2ng UBND Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,2,1);
INSERT INTO "organisation_agencyform" VALUES(4,'H26.2','Sở Công Thương','office','so','','','["S\u1edf C\u00f4ng Th\u01b0\u01a1ng Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,3,1);
INSERT INTO "organisation_agencyform" VALUES(5,'H26.4','Sở Giáo dục và Đào tạo','office','so','','','["S\u1edf Gi\u00e1o d\u1ee5c v\u00e0 \u0110\u00e0o t\u1ea1o Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,4,1);
INSERT INTO "organisation_agencyform" VALUES(6,'H26.7','Sở Khoa học và Công nghệ','office','so','','','["S\u1edf khoa h\u1ecdc v\u00e0 C\u00f4ng ngh\u1ec7 Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,5,1);
INSERT INTO "organisation_agencyform" VALUES(7,'H26.10','Sở Nội vụ','office','so','','','["S\u1edf N\u1ed9i v\u1ee5 Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,6,1);
INSERT INTO "organisation_agencyform" VALUES(8,'H26.13','Sở Tài chính','office','so','','','["S\u1edf T\u00e0i ch\u00ednh Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,7,1);
INSERT INTO "organisation_agencyform" VALUES(9,'H26.16','Sở Tư pháp','office','so','','','["S\u1edf T\u01b0 ph\u00e1p Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,8,1);
INSERT INTO "organisation_agencyform" VALUES(10,'H26.18','Sở Xây dựng','office','so','','','["S\u1edf X\u00e2y d\u1ef1ng Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,9,1);
INSERT INTO "organisation_agencyform" VALUES(11,'H26.19','Sở Y tế','office','so','','','["S\u1edf Y t\u1ebf Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,10,1);
INSERT INTO "organisation_agencyform" VALUES(12,'H26.20','Thanh tra Thành phố','office','thanh-tra','','','["Thanh tra Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,11,1);
INSERT INTO "organisation_agencyform" VALUES(13,'H26.100','Ban Quản lý các Khu công nghệ cao và Khu công nghiệp','office','ban','','','["Ban Qu\u1ea3n l\u00fd c\u00e1c Khu c\u00f4ng ngh\u1ec7 cao v\u00e0 Khu c\u00f4ng nghi\u1ec7p Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,12,1);
INSERT INTO "organisation_agencyform" VALUES(14,'H26.101','Trung tâm Phục vụ hành chính công','office','trung-tam','','','["Trung t\u00e2m ph\u1ee5c v\u1ee5 h\u00e0nh ch\u00ednh c\u00f4ng Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,13,1);
INSERT INTO "organisation_agencyform" VALUES(15,'H26.102','Sở Dân tộc và Tôn giáo','office','so','','','["S\u1edf D\u00e2n t\u1ed9c v\u00e0 T\u00f4n gi\u00e1o Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,14,1);
INSERT INTO "organisation_agencyform" VALUES(16,'H26.103','Sở Nông nghiệp và Môi trường','office','so','','','["S\u1edf N\u00f4ng nghi\u1ec7p v\u00e0 M\u00f4i tr\u01b0\u1eddng Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,15,1);
INSERT INTO "organisation_agencyform" VALUES(17,'H26.231','Sở Văn hóa, Thể thao và Du lịch','office','so','','','["S\u1edf V\u0103n h\u00f3a, Th\u1ec3 thao v\u00e0 Du l\u1ecbch Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,16,1);
INSERT INTO "organisation_agencyform" VALUES(18,'H26.232','Sở Ngoại vụ','office','so','','','["S\u1edf Ngo\u1ea1i v\u1ee5 Th\u00e0nh ph\u1ed1 H\u00e0 N\u1ed9i"]','2026-01-01',NULL,17,1);
INSERT INTO "organisation_agencyform" VALUES(19,'00004','Phường Ba Đình','commune','phuong','','','["H26.107", "UBND ph\u01b0\u1eddng Ba \u0110\u00ecnh"]','2025-07-01',NULL,18,1);
INSERT INTO "organisation_agencyform" VALUES(20,'00008','Phường Ngọc Hà','commune','phuong','','','["H26.108", "UBND ph\u01b0\u1eddng Ng\u1ecdc H\u00e0"]','2025-07-01',NULL,19,1);
INSERT INTO "organisation_agencyform" VALUES(21,'00025','Phường Giảng Võ','commune','phuong','','','["H26.109", "UBND ph\u01b0\u1eddng Gi\u1ea3ng V\u00f5"]','2025-07-01',NULL,20,1);
INSERT INTO "organisation_agencyform" VALUES(22,'00070','Phường Hoàn Kiếm','commune','phuong','','','["H26.105", "UBND ph\u01b0\u1eddng Ho\u00e0n Ki\u1ebfm"]','2025-07-01',NULL,21,1);
INSERT INTO "organisation_agencyform" VALUES(23,'00082','Phường Cửa Nam','commune','phuong','','','["H26.106", "UBND ph\u01b0\u1eddng C\u1eeda Nam"]','2025-07-01',NULL,22,1);
INSERT INTO "organisation_agencyform" VALUES(24,'00091','Phường Phú Thượng','commune','phuong','','','["H26.133", "UBND ph\u01b0\u1eddng Ph\u00fa Th\u01b0\u1ee3ng"]','2025-07-01',NULL,23,1);
INSERT INTO "organisation_agencyform" VALUES(25,'00097','Phường Hồng Hà','commune','phuong','','','["H26.118", "UBND ph\u01b0\u1eddng H\u1ed3ng H\u00e0"]','2025-07-01',NULL,24,1);
INSERT INTO "organisation_agencyform" VALUES(26,'00103','Phường Tây Hồ','commune','phuong','','','["H26.132", "UBND ph\u01b0\u1eddng T\u00e2y H\u1ed3"]','2025-07-01',NULL,25,1);
INSERT INTO "organisation_agencyform" VALUES(27,'00118','Phường Bồ Đề','commune','phuong','','','["H26.144", "UBND ph\u01b0\u1eddng B\u1ed3 \u0110\u1ec1"]','2025-07-01',NULL,26,1);
INSERT INTO "organisation_agencyform" VALUES(28,'00127','Phường Việt Hưng','commune','phuong','','','["H26.145", "UBND ph\u01b0\u1eddng Vi\u1ec7t H\u01b0ng"]','2025-07-01',NULL,27,1);
INSERT INTO "organisation_agencyform" VALUES(29,'00136','Phường Phúc Lợi','commune','phuong','','','["H26.146", "UBND ph\u01b0\u1eddng Ph\u00fac L\u1ee3i"]','2025-07-01',NULL,28,1);
INSERT INTO "organisation_agencyform" VALUES(30,'00145','Phường Long Biên','commune','phuong','','','["H26.143", "UBND ph\u01b0\u1eddng Long Bi\u00ean"]','2025-07-01',NULL,29,1);
INSERT INTO "organisation_agencyform" VALUES(31,'001','Quận Ba Đình','district','quan','','','[]','2013-12-28','2025-06-30',30,1);
INSERT INTO "organisation_agencyform" VALUES(32,'002','Quận Hoàn Kiếm','district','quan','','','[]','2013-12-28','2025-06-30',31,1);
INSERT INTO "organisation_agencyform" VALUES(33,'003','Quận Tây Hồ','district','quan','','','[]','2013-12-28','2025-06-30',32,1);
INSERT INTO "organisation_agencyform" VALUES(34,'004','Quận Long Biên','district','quan','','','[]','2013-12-28','2025-06-30',33,1);
INSERT INTO "organisation_agencyform" VALUES(35,'005','Quận Cầu Giấy','district','quan','','','[]','2013-12-28','2025-06-30',34,1);
INSERT INTO "organisation_agencyform" VALUES(36,'006','Quận Đống Đa','district','quan','','','[]','2013-12-28','2025-06-30',35,1);
INSERT INTO "organisation_agencyform" VALUES(37,'007','Quận Hai Bà Trưng','district','quan','','','[]','2013-12-28','2025-06-30',36,1);
INSERT INTO "organisation_agencyform" VALUES(38,'008','Quận Hoàng Mai','district','quan','','','[]','2013-12-28','2025-06-30',37,1);
INSERT INTO "organisation_agencyform" VALUES(39,'009','Quận Thanh Xuân','district','quan','','','[]','2013-12-28','2025-06-30',38,1);
INSERT INTO "organisation_agencyform" VALUES(40,'016','Huyện Sóc Sơn','district','huyen','','','[]','2013-12-28','2025-06-30',39,1);
INSERT INTO "organisation_agencyform" VALUES(41,'017','Huyện Đông Anh','district','huyen','','','[]','2013-12-28','2025-06-30',40,1);
INSERT INTO "organisation_agencyform" VALUES(42,'018','Huyện Gia Lâm','district','huyen','','','[]','2013-12-28','2025-06-30',41,1);
INSERT INTO "organisation_agencyform" VALUES(43,'019','Quận Nam Từ Liêm','district','quan','','','[]','2013-12-28','2025-06-30',42,1);
INSERT INTO "organisation_agencyform" VALUES(44,'020','Huyện Thanh Trì','district','huyen','','','[]','2013-12-28','2025-06-30',43,1);
INSERT INTO "organisation_agencyform" VALUES(45,'021','Quận Bắc Từ Liêm','district','quan','','','[]','2013-12-28','2025-06-30',44,1);
INSERT INTO "organisation_agencyform" VALUES(46,'250','Huyện Mê Linh','district','huyen','','','[]','2013-12-28','2025-06-30',45,1);
INSERT INTO "organisation_agencyform" VALUES(47,'268','Quận Hà Đông','district','quan','','','[]','2013-12-28','2025-06-30',46,1);
INSERT INTO "organisation_agencyform" VALUES(48,'269','Thị xã Sơn Tây','district','thi-xa','','','[]','2013-12-28','2025-06-30',47,1);
INSERT INTO "organisation_agencyform" VALUES(49,'271','Huyện Ba Vì','district','huyen','','','[]','2013-12-28','2025-06-30',48,1);
INSERT INTO "organisation_agencyform" VALUES(50,'272','Huyện Phúc Thọ','district','huyen','','','[]','2013-12-28','2025-06-30',49,1);
INSERT INTO "organisation_agencyform" VALUES(51,'273','Huyện Đan Phượng','district','huyen','','','[]','2013-12-28','2025-06-30',50,1);
INSERT INTO "organisation_agencyform" VALUES(52,'274','Huyện Hoài Đức','district','huyen','','','[]','2013-12-28','2025-06-30',51,1);
INSERT INTO "organisation_agencyform" VALUES(53,'275','Huyện Quốc Oai','district','huyen','','','[]','2013-12-28','2025-06-30',52,1);
INSERT INTO "organisation_agencyform" VALUES(54,'276','Huyện Thạch Thất','district','huyen','','','[]','2013-12-28','2025-06-30',53,1);
INSERT INTO "organisation_agencyform" VALUES(55,'277','Huyện Chương Mỹ','district','huyen','','','[]','2013-12-28','2025-06-30',54,1);
INSERT INTO "organisation_agencyform" VALUES(56,'278','Huyện Thanh Oai','district','huyen','','','[]','2013-12-28','2025-06-30',55,1);
INSERT INTO "organisation_agencyform" VALUES(57,'279','Huyện Thường Tín','district','huyen','','','[]','2013-12-28','2025-06-30',56,1);
INSERT INTO "organisation_agencyform" VALUES(58,'280','Huyện Phú Xuyên','district','huyen','','','[]','2013-12-28','2025-06-30',57,1);
INSERT INTO "organisation_agencyform" VALUES(59,'281','Huyện Ứng Hòa','district','huyen','','','[]','2013-12-28','2025-06-30',58,1);
INSERT INTO "organisation_agencyform" VALUES(60,'282','Huyện Mỹ Đức','district','huyen','','','[]','2013-12-28','2025-06-30',59,1);
INSERT INTO "organisation_agencyform" VALUES(61,'00001','Phường Phúc Xá','commune','phuong','','','[]','2020-03-01','2025-06-30',60,30);
INSERT INTO "organisation_agencyform" VALUES(62,'00004','Phường Trúc Bạch','commune','phuong','','','[]','2020-03-01','2025-06-30',61,30);
INSERT INTO "organisation_agencyform" VALUES(63,'00006','Phường Vĩnh Phúc','commune','phuong','','','[]','2020-03-01','2025-06-30',62,30);
INSERT INTO "organisation_agencyform" VALUES(64,'00007','Phường Cống Vị','commune','phuong','','','[]','2020-03-01','2025-06-30',63,30);
INSERT INTO "organisation_agencyform" VALUES(65,'00008','Phường Liễu Giai','commune','phuong','','','[]','2020-03-01','2025-06-30',64,30);
INSERT INTO "organisation_agencyform" VALUES(66,'00010','Phường Nguyễn Trung Trực','commune','phuong','','','[]','2020-03-01','2024-12-31',65,30);
INSERT INTO "organisation_agencyform" VALUES(67,'00013','Phường Quán Thánh','commune','phuong','','','[]','2020-03-01','2025-06-30',66,30);
INSERT INTO "organisation_agencyform" VALUES(68,'00016','Phường Ngọc Hà','commune','phuong','','','[]','2020-03-01','2025-06-30',67,30);
INSERT INTO "organisation_agencyform" VALUES(69,'00019','Phường Điện Biên','commune','phuong','','','[]','2020-03-01','2025-06-30',68,30);
INSERT INTO "organisation_agencyform" VALUES(70,'00022','Phường Đội Cấn','commune','phuong','','','[]','2020-03-01','2025-06-30',69,30);
INSERT INTO "organisation_agencyform" VALUES(71,'00025','Phường Ngọc Khánh','commune','phuong','','','[]','2020-03-01','2025-06-30',70,30);
INSERT INTO "organisation_agencyform" VALUES(72,'00028','Phường Kim Mã','commune','phuong','','','[]','2020-03-01','2025-06-30',71,30);
INSERT INTO "organisation_agencyform" VALUES(73,'00031','Phường Giảng Võ','commune','phuong','','','[]','2020-03-01','2025-06-30',72,30);
INSERT INTO "organisation_agencyform" VALUES(74,'00034','Phường Thành Công','commune','phuong','','','[]','2020-03-01','2025-06-30',73,30);
CREATE TABLE "organisation_assignment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "node" varchar(120) NOT NULL, "appraising_id" bigint NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED, "campaign_id" bigint NOT NULL REFERENCES "campaigns_campaign" ("id") DEFERRABLE INITIALLY DEFERRED, "responsible_id" bigint NOT NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_assignment_a_node" UNIQUE ("campaign_id", "unit_id", "node"));
CREATE TABLE "organisation_contactpoint" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "matter" varchar(200) NOT NULL, "name" varchar(120) NOT NULL, "telephone" varchar(60) NOT NULL, "email" varchar(254) NOT NULL, "agency_id" bigint NOT NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "organisation_proposal" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "name" varchar(200) NOT NULL, "table" text NOT NULL, "regime" varchar(80) NOT NULL, "brought_at" datetime NOT NULL, "accepted_at" datetime NULL, "discarded_at" datetime NULL);
INSERT INTO "organisation_proposal" VALUES(1,'tep5myx83xkq',2,'2026-11-25 13:34:45.694334','ha-noi.csv','uid,code,name,level,kind,parent,group,aliases,valid_from,valid_to
ha-noi,01,Hà Nội,province,thanh-pho,,,H26|UBND Thành phố Hà Nội|Thành phố Hà Nội|TP. Hà Nội|TP Hà Nội,2008-08-01,2025-06-30
ha-noi,01,Hà Nội,province,thanh-pho,,,H26|UBND Thành phố Hà Nội|Thành phố Hà Nội|TP. Hà Nội|TP Hà Nội,2025-07-01,
van-phong-ubnd-ha-noi,H26.1,Văn phòng UBND Thành phố,office,van-phong,ha-noi,,Văn phòng UBND Thành phố Hà Nội,2026-01-01,
so-cong-thuong-ha-noi,H26.2,Sở Công Thương,office,so,ha-noi,,Sở Công Thương Thành phố Hà Nội,2026-01-01,
so-giao-duc-va-dao-tao-ha-noi,H26.4,Sở Giáo dục và Đào tạo,office,so,ha-noi,,Sở Giáo dục và Đào tạo Thành phố Hà Nội,2026-01-01,
so-khoa-hoc-va-cong-nghe-ha-noi,H26.7,Sở Khoa học và Công nghệ,office,so,ha-noi,,Sở khoa học và Công nghệ Thành phố Hà Nội,2026-01-01,
so-noi-vu-ha-noi,H26.10,Sở Nội vụ,office,so,ha-noi,,Sở Nội vụ Thành phố Hà Nội,2026-01-01,
so-tai-chinh-ha-noi,H26.13,Sở Tài chính,office,so,ha-noi,,Sở Tài chính Thành phố Hà Nội,2026-01-01,
so-tu-phap-ha-noi,H26.16,Sở Tư pháp,office,so,ha-noi,,Sở Tư pháp Thành phố Hà Nội,2026-01-01,
so-xay-dung-ha-noi,H26.18,Sở Xây dựng,office,so,ha-noi,,Sở Xây dựng Thành phố Hà Nội,2026-01-01,
so-y-te-ha-noi,H26.19,Sở Y tế,office,so,ha-noi,,Sở Y tế Thành phố Hà Nội,2026-01-01,
thanh-tra-ha-noi,H26.20,Thanh tra Thành phố,office,thanh-tra,ha-noi,,Thanh tra Thành phố Hà Nội,2026-01-01,
ban-quan-ly-cac-khu-cong-nghe-cao-va-khu-cong-nghiep-ha-noi,H26.100,Ban Quản lý các Khu công nghệ cao và Khu công nghiệp,office,ban,ha-noi,,Ban Quản lý các Khu công nghệ cao và Khu công nghiệp Thành phố Hà Nội,2026-01-01,
trung-tam-phuc-vu-hanh-chinh-cong-ha-noi,H26.101,Trung tâm Phục vụ hành chính công,office,trung-tam,ha-noi,,Trung tâm phục vụ hành chính công Thành phố Hà Nội,2026-01-01,
so-dan-toc-va-ton-giao-ha-noi,H26.102,Sở Dân tộc và Tôn giáo,office,so,ha-noi,,Sở Dân tộc và Tôn giáo Thành phố Hà Nội,2026-01-01,
so-nong-nghiep-va-moi-truong-ha-noi,H26.103,Sở Nông nghiệp và Môi trường,office,so,ha-noi,,Sở Nông nghiệp và Môi trường Thành phố Hà Nội,2026-01-01,
so-van-hoa-the-thao-va-du-lich-ha-noi,H26.231,"Sở Văn hóa, Thể thao và Du lịch",office,so,ha-noi,,"Sở Văn hóa, Thể thao và Du lịch Thành phố Hà Nội",2026-01-01,
so-ngoai-vu-ha-noi,H26.232,Sở Ngoại vụ,office,so,ha-noi,,Sở Ngoại vụ Thành phố Hà Nội,2026-01-01,
phuong-ba-dinh-00004,00004,Phường Ba Đình,commune,phuong,ha-noi,,H26.107|UBND phường Ba Đình,2025-07-01,
phuong-ngoc-ha-00008,00008,Phường Ngọc Hà,commune,phuong,ha-noi,,H26.108|UBND phường Ngọc Hà,2025-07-01,
phuong-giang-vo-00025,00025,Phường Giảng Võ,commune,phuong,ha-noi,,H26.109|UBND phường Giảng Võ,2025-07-01,
phuong-hoan-kiem-00070,00070,Phường Hoàn Kiếm,commune,phuong,ha-noi,,H26.105|UBND phường Hoàn Kiếm,2025-07-01,
phuong-cua-nam-00082,00082,Phường Cửa Nam,commune,phuong,ha-noi,,H26.106|UBND phường Cửa Nam,2025-07-01,
phuong-phu-thuong-00091-2025,00091,Phường Phú Thượng,commune,phuong,ha-noi,,H26.133|UBND phường Phú Thượng,2025-07-01,
phuong-hong-ha-00097,00097,Phường Hồng Hà,commune,phuong,ha-noi,,H26.118|UBND phường Hồng Hà,2025-07-01,
phuong-tay-ho-00103,00103,Phường Tây Hồ,commune,phuong,ha-noi,,H26.132|UBND phường Tây Hồ,2025-07-01,
phuong-bo-de-00118,00118,Phường Bồ Đề,commune,phuong,ha-noi,,H26.144|UBND phường Bồ Đề,2025-07-01,
phuong-viet-hung-00127-2025,00127,Phường Việt Hưng,commune,phuong,ha-noi,,H26.145|UBND phường Việt Hưng,2025-07-01,
phuong-phuc-loi-00136-2025,00136,Phường Phúc Lợi,commune,phuong,ha-noi,,H26.146|UBND phường Phúc Lợi,2025-07-01,
phuong-long-bien-00145-2025,00145,Phường Long Biên,commune,phuong,ha-noi,,H26.143|UBND phường Long Biên,2025-07-01,
quan-ba-dinh,001,Quận Ba Đình,district,quan,ha-noi,,,2013-12-28,2025-06-30
quan-hoan-kiem,002,Quận Hoàn Kiếm,district,quan,ha-noi,,,2013-12-28,2025-06-30
quan-tay-ho,003,Quận Tây Hồ,district,quan,ha-noi,,,2013-12-28,2025-06-30
quan-long-bien,004,Quận Long Biên,district,quan,ha-noi,,,2013-12-28,2025-06-30
quan-cau-giay,005,Quận Cầu Giấy,district,quan,ha-noi,,,2013-12-28,2025-06-30
quan-dong-da,006,Quận Đống Đa,district,quan,ha-noi,,,2013-12-28,2025-06-30
quan-hai-ba-trung,007,Quận Hai Bà Trưng,district,quan,ha-noi,,,2013-12-28,2025-06-30
quan-hoang-mai,008,Quận Hoàng Mai,district,quan,ha-noi,,,2013-12-28,2025-06-30
quan-thanh-xuan,009,Quận Thanh Xuân,district,quan,ha-noi,,,2013-12-28,2025-06-30
huyen-soc-son,016,Huyện Sóc Sơn,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-dong-anh,017,Huyện Đông Anh,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-gia-lam,018,Huyện Gia Lâm,district,huyen,ha-noi,,,2013-12-28,2025-06-30
quan-nam-tu-liem,019,Quận Nam Từ Liêm,district,quan,ha-noi,,,2013-12-28,2025-06-30
huyen-thanh-tri,020,Huyện Thanh Trì,district,huyen,ha-noi,,,2013-12-28,2025-06-30
quan-bac-tu-liem,021,Quận Bắc Từ Liêm,district,quan,ha-noi,,,2013-12-28,2025-06-30
huyen-me-linh,250,Huyện Mê Linh,district,huyen,ha-noi,,,2013-12-28,2025-06-30
quan-ha-dong,268,Quận Hà Đông,district,quan,ha-noi,,,2013-12-28,2025-06-30
thi-xa-son-tay,269,Thị xã Sơn Tây,district,thi-xa,ha-noi,,,2013-12-28,2025-06-30
huyen-ba-vi,271,Huyện Ba Vì,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-phuc-tho,272,Huyện Phúc Thọ,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-dan-phuong,273,Huyện Đan Phượng,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-hoai-duc,274,Huyện Hoài Đức,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-quoc-oai,275,Huyện Quốc Oai,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-thach-that,276,Huyện Thạch Thất,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-chuong-my,277,Huyện Chương Mỹ,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-thanh-oai,278,Huyện Thanh Oai,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-thuong-tin,279,Huyện Thường Tín,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-phu-xuyen,280,Huyện Phú Xuyên,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-ung-hoa,281,Huyện Ứng Hòa,district,huyen,ha-noi,,,2013-12-28,2025-06-30
huyen-my-duc,282,Huyện Mỹ Đức,district,huyen,ha-noi,,,2013-12-28,2025-06-30
phuong-phuc-xa-00001,00001,Phường Phúc Xá,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
phuong-truc-bach-00004,00004,Phường Trúc Bạch,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
phuong-vinh-phuc-00006,00006,Phường Vĩnh Phúc,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
phuong-cong-vi-00007,00007,Phường Cống Vị,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
phuong-lieu-giai-00008,00008,Phường Liễu Giai,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
phuong-nguyen-trung-truc-00010,00010,Phường Nguyễn Trung Trực,commune,phuong,quan-ba-dinh,,,2020-03-01,2024-12-31
phuong-quan-thanh-00013,00013,Phường Quán Thánh,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
phuong-ngoc-ha-00016,00016,Phường Ngọc Hà,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
phuong-dien-bien-00019,00019,Phường Điện Biên,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
phuong-doi-can-00022,00022,Phường Đội Cấn,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
phuong-ngoc-khanh-00025,00025,Phường Ngọc Khánh,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
phuong-kim-ma-00028,00028,Phường Kim Mã,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
phuong-giang-vo-00031,00031,Phường Giảng Võ,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
phuong-thanh-cong-00034,00034,Phường Thành Công,commune,phuong,quan-ba-dinh,,,2020-03-01,2025-06-30
','','2026-11-25 13:34:45.672430','2026-11-25 13:34:45.694270',NULL);
CREATE TABLE "organisation_section" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "name" varchar(200) NOT NULL, "valid_from" date NULL, "valid_to" date NULL, "agency_id" bigint NOT NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "people_appointment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "role" varchar(30) NOT NULL, "nodes" text NOT NULL CHECK ((JSON_VALID("nodes") OR "nodes" IS NULL)), "valid_from" date NOT NULL, "valid_to" date NULL, "ended_at" datetime NULL, "agency_id" bigint NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED, "given_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "people_appointment" VALUES(1,'eszheq9uavfp',1,'2026-11-25 13:34:45.640660','coordinator','[]','2026-11-25',NULL,NULL,NULL,NULL,1);
INSERT INTO "people_appointment" VALUES(2,'ppwggar69hyr',1,'2026-11-25 13:34:45.697807','agency_officer','[]','2026-11-25',NULL,NULL,10,NULL,2);
INSERT INTO "people_appointment" VALUES(3,'d6qcms5pk89u',1,'2026-11-25 13:34:45.698263','agency_head','[]','2026-11-25',NULL,NULL,10,NULL,3);
INSERT INTO "people_appointment" VALUES(4,'dp4fj3wkrsd3',1,'2026-11-25 13:34:45.698649','agency_officer','[]','2026-11-25',NULL,NULL,21,NULL,4);
INSERT INTO "people_appointment" VALUES(5,'5rnh38hh8dtv',1,'2026-11-25 13:34:45.699010','agency_head','[]','2026-11-25',NULL,NULL,21,NULL,5);
INSERT INTO "people_appointment" VALUES(6,'hjpg5fxgcvre',1,'2026-11-25 13:34:45.699364','appraiser','[]','2026-11-25',NULL,NULL,8,NULL,6);
INSERT INTO "people_appointment" VALUES(7,'zbcbbr3k59du',1,'2026-11-25 13:34:45.699701','appraiser','[]','2026-11-25',NULL,NULL,6,NULL,7);
INSERT INTO "people_appointment" VALUES(8,'vmvg6dgjr9dh',1,'2026-11-25 13:34:45.699848','council_member','[]','2026-11-25',NULL,NULL,NULL,NULL,8);
INSERT INTO "people_appointment" VALUES(9,'k722rds3263e',1,'2026-11-25 13:34:45.699989','council_secretary','[]','2026-11-25',NULL,NULL,NULL,NULL,9);
INSERT INTO "people_appointment" VALUES(10,'r3davh9r3x7u',1,'2026-11-25 13:34:45.700127','statistician','[]','2026-11-25',NULL,NULL,NULL,NULL,10);
INSERT INTO "people_appointment" VALUES(11,'zs435dbcuthc',1,'2026-11-25 13:34:45.700258','inspector','[]','2026-11-25',NULL,NULL,NULL,NULL,11);
INSERT INTO "people_appointment" VALUES(12,'aw4dqjjujhu7',1,'2026-11-25 13:34:45.700388','city_leader','[]','2026-11-25',NULL,NULL,NULL,NULL,12);
INSERT INTO "people_appointment" VALUES(13,'26g32k436z8h',1,'2026-11-25 13:34:45.700516','auditor','[]','2026-11-25',NULL,NULL,NULL,NULL,13);
INSERT INTO "people_appointment" VALUES(14,'dzstnxjd7zgw',1,'2026-11-25 13:34:45.700641','account_administrator','[]','2026-11-25',NULL,NULL,NULL,NULL,14);
INSERT INTO "people_appointment" VALUES(15,'hmtew7yxfbmm',1,'2026-11-25 13:34:45.700770','system_administrator','[]','2026-11-25',NULL,NULL,NULL,NULL,15);
CREATE TABLE "people_invitation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "token_digest" varchar(64) NOT NULL UNIQUE, "email" varchar(254) NOT NULL, "full_name" varchar(120) NOT NULL, "role" varchar(30) NOT NULL, "nodes" text NOT NULL CHECK ((JSON_VALID("nodes") OR "nodes" IS NULL)), "valid_to" date NULL, "created_at" datetime NOT NULL, "expires_at" datetime NOT NULL, "accepted_at" datetime NULL, "revoked_at" datetime NULL, "accepted_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "agency_id" bigint NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED, "invited_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "people_person" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "username" varchar(60) NOT NULL UNIQUE, "full_name" varchar(120) NOT NULL, "email" varchar(254) NOT NULL, "language" varchar(2) NOT NULL, "is_active" bool NOT NULL, "is_demonstration" bool NOT NULL, "created_at" datetime NOT NULL, "left_at" datetime NULL, "erased_at" datetime NULL);
INSERT INTO "people_person" VALUES(1,'argon2$argon2id$v=19$m=102400,t=2,p=8$ZHN0QkNlOWJSc1lmRmhUU3hRUEdacg$MBZAdVAUuAexwyYs7AQFuGN5AaflEqP7ZTQQJ+2XpeI',NULL,'q46sdfyahz5v',1,'2026-11-25 13:34:42.812871','dieu-phoi','Nguyễn Thị Minh Hoạ','','vi',1,1,'2026-11-25 13:34:42.635421',NULL,NULL);
INSERT INTO "people_person" VALUES(2,'argon2$argon2id$v=19$m=102400,t=2,p=8$emlDb0dYZ0hCTzJ0N3NGQXptdGY2Vw$L7O5brrNrtJBJXCRmK403IEXLdrza2+PvShNiKhzlKE',NULL,'77pfe7y8busv',1,'2026-11-25 13:34:43.005322','can-bo-so','Trần Văn Minh Hoạ','','vi',1,1,'2026-11-25 13:34:42.828211',NULL,NULL);
INSERT INTO "people_person" VALUES(3,'argon2$argon2id$v=19$m=102400,t=2,p=8$MVJzc2pXek8xMXlQczVxQjNqMjN6UA$z5SuDbTixs/SAQbs8hk59j6srqC28mP9eGBgCXuOyc8',NULL,'zvfync5c2k8d',1,'2026-11-25 13:34:43.184986','thu-truong-so','Lê Thị Minh Hoạ','','vi',1,1,'2026-11-25 13:34:43.006422',NULL,NULL);
INSERT INTO "people_person" VALUES(4,'argon2$argon2id$v=19$m=102400,t=2,p=8$Z0hJTGtGNTBPVlBDZWU2MW1aaXNMSw$wIz3ulOWV/F4h2ImJSFbYD3YGTB4JSZGchfV5t7tYOE',NULL,'rm2rppyt32sx',1,'2026-11-25 13:34:43.365029','can-bo-phuong','Phạm Văn Minh Hoạ','','vi',1,1,'2026-11-25 13:34:43.186040',NULL,NULL);
INSERT INTO "people_person" VALUES(5,'argon2$argon2id$v=19$m=102400,t=2,p=8$SzNEWmY5czYwRE5tOTBSWlVrMjRJNw$Uvn2uTmTQQVZeMxbOJs3dgx0DTRddVLZagfayuZc0oU',NULL,'r76tqq7enpsx',1,'2026-11-25 13:34:43.548729','thu-truong-phuong','Hoàng Thị Minh Hoạ','','vi',1,1,'2026-11-25 13:34:43.366006',NULL,NULL);
INSERT INTO "people_person" VALUES(6,'argon2$argon2id$v=19$m=102400,t=2,p=8$UmJSSzRMUW1kZTVidFE4dkpQTmRKeg$6vcEYLxmYP1ZGJUhkz2KAWNPeoIjm+tEih6s/Z8l6+I',NULL,'hw3d4jhv9chy',1,'2026-11-25 13:34:43.730961','tham-dinh','Phan Văn Minh Hoạ','','vi',1,1,'2026-11-25 13:34:43.549560',NULL,NULL);
INSERT INTO "people_person" VALUES(7,'argon2$argon2id$v=19$m=102400,t=2,p=8$djhoNlRhWDZtcm1tTm5EQ25HVkxVaQ$PQkXJgo2g2RGvJaMgjL9xp5kpfT1+mPf6Yj967jShjM',NULL,'42sbuqbnavy8',1,'2026-11-25 13:34:43.910935','tham-dinh-noi-vu','Vũ Thị Minh Hoạ','','vi',1,1,'2026-11-25 13:34:43.731823',NULL,NULL);
INSERT INTO "people_person" VALUES(8,'argon2$argon2id$v=19$m=102400,t=2,p=8$bkFJT3diakhSajJWZVVxZ2hvdWRMdw$VgUXtz+6SKzJxp719t2wBzLv9PexJsktOhO+1TJoslU',NULL,'qb4aj9ytk79c',1,'2026-11-25 13:34:44.092568','uy-vien','Đặng Văn Minh Hoạ','','vi',1,1,'2026-11-25 13:34:43.911867',NULL,NULL);
INSERT INTO "people_person" VALUES(9,'argon2$argon2id$v=19$m=102400,t=2,p=8$MFdWclZVamgyM2ljQTl4bTZLZnYzWA$/+tB+im/Iqhkc8KMvUvAwE1f7Wl8YfelrcH8idSSC3Y',NULL,'cq7t336mdkh8',1,'2026-11-25 13:34:44.274981','thu-ky','Bùi Thị Minh Hoạ','','vi',1,1,'2026-11-25 13:34:44.093659',NULL,NULL);
INSERT INTO "people_person" VALUES(10,'argon2$argon2id$v=19$m=102400,t=2,p=8$WDZKSHZ0azgwUEhMSDZhZWtSNzFjbg$50G7Qhd2uhtnVSwMls/k9kPXZPBDtXGzXSGnJQp1QSI',NULL,'umaf8skmbbjx',1,'2026-11-25 13:34:44.456203','thong-ke','Đỗ Văn Minh Hoạ','','vi',1,1,'2026-11-25 13:34:44.275943',NULL,NULL);
INSERT INTO "people_person" VALUES(11,'argon2$argon2id$v=19$m=102400,t=2,p=8$WEREeUYxR1RqRnlYZ1hoZjJPaDAzZg$cAOoR4+yZmJo4JC5K1gViy/EzKSz5pHwyoenHAzh448',NULL,'f6wnadf42g5t',1,'2026-11-25 13:34:44.643031','kiem-tra','Hồ Thị Minh Hoạ','','vi',1,1,'2026-11-25 13:34:44.457121',NULL,NULL);
INSERT INTO "people_person" VALUES(12,'argon2$argon2id$v=19$m=102400,t=2,p=8$RmVoRlFKQ2VxQXpiY29Wb2xOSU5QSg$lqu4bwHP6xDV6/ef7N8d4/drWeaFC5Fx4SxZwubrYEs',NULL,'qtahaa5embrj',1,'2026-11-25 13:34:44.897674','lanh-dao','Ngô Văn Minh Hoạ','','vi',1,1,'2026-11-25 13:34:44.644179',NULL,NULL);
INSERT INTO "people_person" VALUES(13,'argon2$argon2id$v=19$m=102400,t=2,p=8$a3lUVnJ4aGg0cFhxVkdpTm9YaUlJMA$9Qr/kquurXeqtQ4OF3Xmtk7mE6aoLK70l9xAzCUH1kI',NULL,'zyy736crupmt',1,'2026-11-25 13:34:45.080052','giam-sat','Dương Thị Minh Hoạ','','vi',1,1,'2026-11-25 13:34:44.898580',NULL,NULL);
INSERT INTO "people_person" VALUES(14,'argon2$argon2id$v=19$m=102400,t=2,p=8$TEYzQkFGdW83aDExRGxmZENtSjlLcQ$KBbPb3c7opFszsAcHQRGpj/u6oG5hXW7BqOjD4JBljU',NULL,'w864b4ekmavb',1,'2026-11-25 13:34:45.267189','quan-tri-tai-khoan','Lý Văn Minh Hoạ','','vi',1,1,'2026-11-25 13:34:45.080958',NULL,NULL);
INSERT INTO "people_person" VALUES(15,'argon2$argon2id$v=19$m=102400,t=2,p=8$NTUybkh4bXBkcU8ycGVJTzB6VlVRdA$3GIpUHjXcnLPBODI7hYpnDNzQzJ9WG5IkIK7aQa3PHc',NULL,'hhcx4gszvj3y',1,'2026-11-25 13:34:45.451368','quan-tri-he-thong','Mai Thị Minh Hoạ','','vi',1,1,'2026-11-25 13:34:45.268562',NULL,NULL);
INSERT INTO "people_person" VALUES(16,'argon2$argon2id$v=19$m=102400,t=2,p=8$UEJJSEpxUGU2anJ5dmphdnlqTDF4Ng$jSHlxAAewbHkmWXOyxXoxPuGRGR3E9JIoTAP4ZkSlyw',NULL,'5pac765wy8wh',1,'2026-11-25 13:34:45.639493','uy-quyen','Tạ Văn Minh Hoạ','','vi',1,1,'2026-11-25 13:34:45.452267',NULL,NULL);
CREATE TABLE "people_renewal" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "token_digest" varchar(64) NOT NULL UNIQUE, "resets_second_factor" bool NOT NULL, "created_at" datetime NOT NULL, "expires_at" datetime NOT NULL, "used_at" datetime NULL, "revoked_at" datetime NULL, "issued_by_id" bigint NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "people_secondfactorstate" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "last_counter" bigint unsigned NOT NULL CHECK ("last_counter" >= 0), "failures" smallint unsigned NOT NULL CHECK ("failures" >= 0), "failed_at" datetime NULL, "locked_until" datetime NULL, "person_id" bigint NOT NULL UNIQUE REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "people_standin" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "actions" text NOT NULL CHECK ((JSON_VALID("actions") OR "actions" IS NULL)), "starts_at" datetime NOT NULL, "ends_at" datetime NOT NULL, "document" varchar(200) NOT NULL, "revoked_at" datetime NULL, "appointment_id" bigint NOT NULL REFERENCES "people_appointment" ("id") DEFERRABLE INITIALLY DEFERRED, "deputy_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "given_by_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "people_standin" VALUES(1,'vv4pehafm9cu',1,'2026-11-25 13:34:45.706001','[]','2026-11-25 13:34:45.702417','2027-01-24 13:34:45.702417','Giấy uỷ quyền minh hoạ',NULL,3,16,3);
CREATE TABLE "people_team" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(12) NOT NULL UNIQUE, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "changed_at" datetime NOT NULL, "name" varchar(200) NOT NULL, "purpose" varchar(400) NOT NULL, "role" varchar(30) NOT NULL, "valid_from" date NOT NULL, "valid_to" date NULL);
CREATE TABLE "people_teamagency" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "leads" bool NOT NULL, "agency_id" bigint NOT NULL REFERENCES "organisation_agency" ("id") DEFERRABLE INITIALLY DEFERRED, "team_id" bigint NOT NULL REFERENCES "people_team" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "agency_once_a_team" UNIQUE ("team_id", "agency_id"));
CREATE TABLE "people_teammember" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "leads" bool NOT NULL, "person_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "team_id" bigint NOT NULL REFERENCES "people_team" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "person_once_a_team" UNIQUE ("team_id", "person_id"));
CREATE TABLE "socialaccount_socialaccount" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "provider" varchar(200) NOT NULL, "uid" varchar(191) NOT NULL, "last_login" datetime NOT NULL, "date_joined" datetime NOT NULL, "user_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED, "extra_data" text NOT NULL CHECK ((JSON_VALID("extra_data") OR "extra_data" IS NULL)));
CREATE TABLE "socialaccount_socialapp" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "provider" varchar(30) NOT NULL, "name" varchar(40) NOT NULL, "client_id" varchar(191) NOT NULL, "secret" varchar(191) NOT NULL, "key" varchar(191) NOT NULL, "provider_id" varchar(200) NOT NULL, "settings" text NOT NULL CHECK ((JSON_VALID("settings") OR "settings" IS NULL)));
CREATE TABLE "socialaccount_socialtoken" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "token" text NOT NULL, "token_secret" text NOT NULL, "expires_at" datetime NULL, "account_id" integer NOT NULL REFERENCES "socialaccount_socialaccount" ("id") DEFERRABLE INITIALLY DEFERRED, "app_id" integer NULL REFERENCES "socialaccount_socialapp" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "usersessions_usersession" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created_at" datetime NOT NULL, "ip" char(39) NOT NULL, "last_seen_at" datetime NOT NULL, "session_key" varchar(40) NOT NULL UNIQUE, "user_agent" varchar(200) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" bigint NOT NULL REFERENCES "people_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE INDEX "campaigns_phase_campaign_id_582c004e" ON "campaigns_phase" ("campaign_id");
CREATE INDEX "organisation_agency_sort_key_ecf16a12" ON "organisation_agency" ("sort_key");
CREATE INDEX "organisation_contactpoint_agency_id_0a8295e6" ON "organisation_contactpoint" ("agency_id");
CREATE INDEX "organisation_section_agency_id_4825e2d9" ON "organisation_section" ("agency_id");
CREATE INDEX "organisation_agencyform_agency_id_8f6a3b04" ON "organisation_agencyform" ("agency_id");
CREATE INDEX "organisation_agencyform_parent_id_8042724c" ON "organisation_agencyform" ("parent_id");
CREATE INDEX "organisation_assignment_appraising_id_550d4ca2" ON "organisation_assignment" ("appraising_id");
CREATE INDEX "organisation_assignment_campaign_id_086c9b7c" ON "organisation_assignment" ("campaign_id");
CREATE INDEX "organisation_assignment_responsible_id_abb7bdf8" ON "organisation_assignment" ("responsible_id");
CREATE INDEX "organisation_assignment_unit_id_a847ebaa" ON "organisation_assignment" ("unit_id");
CREATE INDEX "people_appointment_agency_id_de7ab6a1" ON "people_appointment" ("agency_id");
CREATE INDEX "people_appointment_given_by_id_85071246" ON "people_appointment" ("given_by_id");
CREATE INDEX "people_appointment_person_id_9022b4ea" ON "people_appointment" ("person_id");
CREATE INDEX "people_invitation_accepted_by_id_66da8fc9" ON "people_invitation" ("accepted_by_id");
CREATE INDEX "people_invitation_agency_id_c76470aa" ON "people_invitation" ("agency_id");
CREATE INDEX "people_invitation_invited_by_id_3784d49d" ON "people_invitation" ("invited_by_id");
CREATE INDEX "people_renewal_issued_by_id_3f4e247c" ON "people_renewal" ("issued_by_id");
CREATE INDEX "people_renewal_person_id_70faef18" ON "people_renewal" ("person_id");
CREATE INDEX "people_standin_appointment_id_1d3fb554" ON "people_standin" ("appointment_id");
CREATE INDEX "people_standin_deputy_id_4773eb51" ON "people_standin" ("deputy_id");
CREATE INDEX "people_standin_given_by_id_39beeba1" ON "people_standin" ("given_by_id");
CREATE INDEX "people_teamagency_agency_id_4a66acde" ON "people_teamagency" ("agency_id");
CREATE INDEX "people_teamagency_team_id_11ec1b69" ON "people_teamagency" ("team_id");
CREATE INDEX "people_teammember_person_id_ff5f47f1" ON "people_teammember" ("person_id");
CREATE INDEX "people_teammember_team_id_0f67b69a" ON "people_teammember" ("team_id");
CREATE INDEX "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id");
CREATE UNIQUE INDEX "account_emailaddress_user_id_email_987c8728_uniq" ON "account_emailaddress" ("user_id", "email");
CREATE UNIQUE INDEX "unique_verified_email" ON "account_emailaddress" ("email") WHERE "verified";
CREATE INDEX "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id");
CREATE INDEX "account_emailaddress_email_03be32b2" ON "account_emailaddress" ("email");
CREATE UNIQUE INDEX "unique_primary_email" ON "account_emailaddress" ("user_id", "primary") WHERE "primary";
CREATE INDEX "api_token_person_id_b2011496" ON "api_token" ("person_id");
CREATE INDEX "api_answered_token_id_8db0fe94" ON "api_answered" ("token_id");
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");
CREATE INDEX "axes_accessattempt_user_agent_ad89678b" ON "axes_accessattempt" ("user_agent");
CREATE INDEX "axes_accessattempt_ip_address_10922d9c" ON "axes_accessattempt" ("ip_address");
CREATE INDEX "axes_accessattempt_username_3f2d4ca0" ON "axes_accessattempt" ("username");
CREATE UNIQUE INDEX "axes_accessattempt_username_ip_address_user_agent_8ea22282_uniq" ON "axes_accessattempt" ("username", "ip_address", "user_agent");
CREATE INDEX "axes_accessfailurelog_user_agent_ea145dda" ON "axes_accessfailurelog" ("user_agent");
CREATE INDEX "axes_accessfailurelog_ip_address_2e9f5a7f" ON "axes_accessfailurelog" ("ip_address");
CREATE INDEX "axes_accessfailurelog_username_a8b7e8a4" ON "axes_accessfailurelog" ("username");
CREATE INDEX "axes_accesslog_user_agent_0e659004" ON "axes_accesslog" ("user_agent");
CREATE INDEX "axes_accesslog_ip_address_86b417e5" ON "axes_accesslog" ("ip_address");
CREATE INDEX "axes_accesslog_username_df93064b" ON "axes_accesslog" ("username");
CREATE INDEX "files_document_added_by_id_db03f3df" ON "files_document" ("added_by_id");
CREATE INDEX "files_document_agency_id_58e5c61b" ON "files_document" ("agency_id");
CREATE INDEX "files_documentuse_added_by_id_0c34b52e" ON "files_documentuse" ("added_by_id");
CREATE INDEX "files_documentuse_campaign_id_560a6b98" ON "files_documentuse" ("campaign_id");
CREATE INDEX "files_documentuse_document_id_a2888d8a" ON "files_documentuse" ("document_id");
CREATE INDEX "files_documentuse_unit_id_0db5b1f0" ON "files_documentuse" ("unit_id");
CREATE INDEX "files_upload_agency_id_7125f9bd" ON "files_upload" ("agency_id");
CREATE INDEX "files_upload_owner_id_e9bb4cee" ON "files_upload" ("owner_id");
CREATE INDEX "files_content_agency_id_82e598be" ON "files_content" ("agency_id");
CREATE INDEX "documents_of_an_agency" ON "files_document" ("agency_id", "added_at" DESC);
CREATE UNIQUE INDEX "one_use_a_node" ON "files_documentuse" ("document_id", "campaign_id", "unit_id", "node") WHERE "ended_at" IS NULL;
CREATE INDEX "files_revision_content_id_07ed465c" ON "files_revision" ("content_id");
CREATE INDEX "files_revision_document_id_e9afe653" ON "files_revision" ("document_id");
CREATE INDEX "files_revision_uploaded_by_id_a0a989a5" ON "files_revision" ("uploaded_by_id");
CREATE INDEX "uploads_that_expire" ON "files_upload" ("state", "expires_at");
CREATE INDEX "ledger_entry_chain_id_ded0f27d" ON "ledger_entry" ("chain_id");
CREATE INDEX "entries_of_an_object" ON "ledger_entry" ("object_kind", "object_id", "id" DESC);
CREATE INDEX "entries_of_an_actor" ON "ledger_entry" ("actor", "id" DESC);
CREATE INDEX "ledger_words_person_21d6654f" ON "ledger_words" ("person");
CREATE INDEX "ledger_words_entry_id_432ed5d1" ON "ledger_words" ("entry_id");
CREATE INDEX "mfa_authenticator_user_id_0c3a50c0" ON "mfa_authenticator" ("user_id");
CREATE UNIQUE INDEX "unique_authenticator_type" ON "mfa_authenticator" ("user_id", "type") WHERE "type" IN ('totp', 'recovery_codes');
CREATE INDEX "notices_notice_person_id_94368381" ON "notices_notice" ("person_id");
CREATE INDEX "notices_of_a_person" ON "notices_notice" ("person_id", "created_at" DESC);
CREATE INDEX "notices_to_mail" ON "notices_notice" ("mail_after") WHERE ("mail_after" IS NOT NULL AND "mailed_at" IS NULL);
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
CREATE UNIQUE INDEX "socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq" ON "socialaccount_socialtoken" ("app_id", "account_id");
CREATE INDEX "socialaccount_socialtoken_account_id_951f210e" ON "socialaccount_socialtoken" ("account_id");
CREATE INDEX "socialaccount_socialtoken_app_id_636a42d7" ON "socialaccount_socialtoken" ("app_id");
CREATE UNIQUE INDEX "socialaccount_socialaccount_provider_uid_fc810c6e_uniq" ON "socialaccount_socialaccount" ("provider", "uid");
CREATE INDEX "socialaccount_socialaccount_user_id_8146e70c" ON "socialaccount_socialaccount" ("user_id");
CREATE INDEX "usersessions_usersession_user_id_af5e0a6d" ON "usersessions_usersession" ("user_id");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('django_migrations',73);
INSERT INTO "sqlite_sequence" VALUES('people_team',0);
INSERT INTO "sqlite_sequence" VALUES('people_teamagency',0);
INSERT INTO "sqlite_sequence" VALUES('people_teammember',0);
INSERT INTO "sqlite_sequence" VALUES('account_emailaddress',0);
INSERT INTO "sqlite_sequence" VALUES('django_content_type',49);
INSERT INTO "sqlite_sequence" VALUES('auth_permission',196);
INSERT INTO "sqlite_sequence" VALUES('auth_group',0);
INSERT INTO "sqlite_sequence" VALUES('axes_accessattempt',0);
INSERT INTO "sqlite_sequence" VALUES('axes_accesslog',0);
INSERT INTO "sqlite_sequence" VALUES('files_content',0);
INSERT INTO "sqlite_sequence" VALUES('files_revision',0);
INSERT INTO "sqlite_sequence" VALUES('ledger_entry',5);
INSERT INTO "sqlite_sequence" VALUES('ledger_words',5);
INSERT INTO "sqlite_sequence" VALUES('mfa_authenticator',16);
INSERT INTO "sqlite_sequence" VALUES('socialaccount_socialapp',0);
INSERT INTO "sqlite_sequence" VALUES('socialaccount_socialtoken',0);
INSERT INTO "sqlite_sequence" VALUES('socialaccount_socialaccount',0);
INSERT INTO "sqlite_sequence" VALUES('ledger_chain',2);
INSERT INTO "sqlite_sequence" VALUES('people_person',16);
INSERT INTO "sqlite_sequence" VALUES('people_appointment',15);
INSERT INTO "sqlite_sequence" VALUES('organisation_proposal',1);
INSERT INTO "sqlite_sequence" VALUES('organisation_agency',73);
INSERT INTO "sqlite_sequence" VALUES('organisation_agencyform',74);
INSERT INTO "sqlite_sequence" VALUES('people_standin',1);
INSERT INTO "sqlite_sequence" VALUES('notices_notice',1);
COMMIT;
