namespace SkyLink.Automate.Intents;

/// <summary>
/// Words that mean the same in every domain: verbs by what they do, words of quality by the characteristic of
/// ISO/IEC 25010 they speak of, units, parts of a system. Domain words are not here, and that is the point.
/// </summary>
/// <remarks>Base forms and fixed phrases, separated by commas; inflected forms are found by their stem.</remarks>
internal static class Vocabulary
{
    /// <summary>The words that grammar alone decides; the tagger keeps them as they are.</summary>
    public const string Function =
        "a, an, the, this, that, these, those, each, every, any, all, some, no, not, both, either, neither, such, "
        + "other, another, more, most, less, least, few, many, much, own, same, only, also, even, very, too, so, "
        + "than, as, at, by, for, from, in, into, of, on, onto, out, over, to, under, up, down, upon, with, within, "
        + "without, about, above, after, against, along, among, around, before, behind, below, beneath, beside, "
        + "between, beyond, despite, during, except, inside, near, off, outside, per, since, through, throughout, "
        + "toward, towards, until, till, via, and, or, but, nor, if, when, whenever, where, wherever, while, whether, "
        + "because, although, though, unless, once, then, who, whom, whose, which, what, how, why, it, its, itself, "
        + "he, she, his, her, him, they, them, their, we, us, our, you, your, i, my, me, there, here, be, is, are, "
        + "was, were, been, being, am, has, have, had, having, do, does, did, done, shall, must, will, should, can, "
        + "could, may, might, would, able, etc, e, g, s, t";

    /// <summary>What the sentence's verb makes the system do; a class per kind of action.</summary>
    public static readonly (string Class, string Words)[] Verbs =
    [
        ("SHOW", "display, show, present, view, list, print, render, plot, draw, preview, highlight, visualize, "
            + "visualise, publish, output, post, announce, play, illustrate, summarize, summarise, open, scroll, zoom"),
        ("KEEP", "record, store, save, keep, log, archive, persist, retain, register, enroll, enrol, hold, collect, "
            + "capture, back up, hold, memorize, remember, import, export, upload, download, synchronize, synchronise, "
            + "cache"),
        ("EDIT", "add, create, update, edit, delete, remove, insert, define, set, assign, enter, input, specify, "
            + "rename, copy, move, cancel, close, submit, approve, reject, confirm, attach, link, associate, merge, "
            + "split, reset, undo, modify, drag, drop, replace, mark, tag, label, schedule, reserve, book, order, "
            + "purchase, buy, pay, sell, rate, review, accept, decline, complete, fill, select, choose, pick, click, "
            + "place, invite, join, subscribe, unsubscribe, activate, deactivate, organize, organise, arrange, "
            + "sign up, "
            + "check out, draft, write, type, clear, reschedule, allocate, compose, designate, customize, personalise, "
            + "personalize, initiate, start, stop, pause, plan, launch"),
        ("FIND", "search, find, retrieve, query, filter, sort, look up, browse, locate, navigate, fetch, lookup, "
            + "obtain, scan, identify, group, categorize, classify, read"),
        ("TELL", "send, notify, email, alert, inform, message, prompt, request, receive, transmit, forward, remind, "
            + "ask, warn, contact, communicate, reply, share, report, indicate, advise, deliver, dispatch, "
            + "return, tell, "
            + "call, offer, suggest, recommend"),
        ("WORK", "calculate, compute, generate, determine, track, count, total, produce, estimate, validate, verify, "
            + "check, compare, match, convert, process, evaluate, analyze, analyse, monitor, detect, simulate, rank, "
            + "score, control, manage, handle, trigger, translate, aggregate, measure, derive, sum, charge, bill, "
            + "parse, recognise, recognize, route, refer"),
        ("LET", "allow, enable, permit, let, provide, offer, give, grant, facilitate, support, help, assist"),
        ("HOLD", "include, contain, consist, comprise, have, show, list, belong, correspond, represent, describe"),
        ("RUN", "run, operate, function, execute, work, deploy, install, host, integrate, interface, interact, "
            + "interoperate, connect, port, migrate, configure, coexist, launch, employ, utilize, utilise, cooperate"),
        ("GUARD", "protect, prevent, secure, encrypt, decrypt, authenticate, authorize, authorise, restrict, limit, "
            + "ensure, deny, block, mask, hash, audit, log in, log on, log out, log off, login, sanitize, disclose, "
            + "expose, tamper, forbid, prohibit, lock, revoke, expire, safeguard, hack, reveal, compromise"),
        ("OBEY", "comply, conform, adhere, follow, meet, satisfy, abide, respect, obey, fulfil, fulfill, certify, "
            + "accord"),
        ("LEARN", "use, learn, understand, train, teach, familiarize, familiarise, master, memorise, comprehend, "
            + "feel, enjoy, prefer, satisfy, succeed"),
        ("LOOK", "look, appear, feel, seem, resemble, match, decorate, style, brand, color, colour"),
        ("GROW", "scale, accommodate, grow, expand, increase, cater, sustain, extend, exceed, support, serve"),
        ("HEAL", "recover, fail, crash, restore, backup, resume, restart, tolerate, survive, lose, interrupt, "
            + "corrupt, degrade, reboot, roll back, failover"),
        ("BUILD", "develop, implement, code, program, design, maintain, upgrade, patch, test, document, refactor, "
            + "fix, repair, reuse, modularize, build, release, write, architect, debug, deploy, customise"),
        ("SPEED", "respond, refresh, load, react, return, take, finish, perform, update, last, wait, elapse"),
    ];

    /// <summary>
    /// Words of quality, by what they speak of. The names are those of the twelve labels of requirement sets, the
    /// words those a reader of ISO/IEC 25010 would look for.
    /// </summary>
    public static readonly (string Class, string Words)[] Qualities =
    [
        ("q.time", "fast, quick, quickly, rapid, rapidly, slow, slowly, delay, latency, response time, responsive, "
            + "responsiveness, throughput, speed, instantaneous, instantaneously, instant, instantly, real time, "
            + "real-time, performance, efficient, efficiently, efficiency, peak, timely, time out, timeout, "
            + "fast enough, as fast as, acceptable time, reasonable time, processing time, turnaround, elapsed, "
            + "load time, loading time, lag, prompt, promptly, near real time, no longer than, no later than, "
            + "no more than, less than, at most, up to date, in a timely manner, average time, maximum time, "
            + "longest, transaction rate, cpu, memory usage, resource usage, utilization, utilisation"),
        ("q.scale", "scalable, scalability, capacity, concurrent, concurrently, simultaneous, simultaneously, "
            + "growth, volume, expandable, number of users, at the same time, at a time, at any given time, "
            + "at one time, multiple users, maximum of, minimum of, up to, large number, peak load, workload, "
            + "high load, stress, throughput, future growth, additional users, increasing number, transactions, "
            + "extensible, thousands, millions, thousand, million, hundred, hundreds, large, larger"),
        ("q.available", "available, availability, uptime, up time, downtime, down time, outage, hours a day, "
            + "hours per day, days a week, days per week, days a year, days per year, 24 hours, 7 days, 365 days, "
            + "business hours, working hours, operational, maintenance window, unavailable, unavailability, "
            + "unscheduled, around the clock, of the time, at all times, all the time, accessible at any time, "
            + "round the clock, planned maintenance, online, offline, per month, per year, hours of operation, "
            + "scheduled maintenance, continuously, 24 7, 24x7"),
        ("q.fault", "failure, fault, crash, recovery, redundant, redundancy, robust, robustness, tolerant, tolerance, "
            + "loss, lost, corrupt, corruption, disaster, uninterrupted, degraded, exception, invalid input, "
            + "power failure, power outage, mean time, fail safe, failover, backup, data loss, reliable, reliability, "
            + "gracefully, error rate, last known, in the event of, in case of, unexpected, abnormal, stable, "
            + "stability, interruption, defect rate, error free, consistent state"),
        ("q.secure", "secure, securely, security, authorized, authorised, unauthorized, unauthorised, authorization, "
            + "authorisation, authentication, authenticated, password, passphrase, encrypted, encryption, privilege, "
            + "permission, role, access, access rights, confidential, confidentiality, private, privacy, protected, "
            + "protection, hacker, malicious, virus, spyware, malware, attack, intrusion, intruder, audit, "
            + "audit trail, "
            + "ssl, tls, https, credential, credentials, integrity, tampering, sensitive, identity, username, "
            + "user name, user id, log in, login, logged in, logon, firewall, vulnerability, threat, biometric, "
            + "fingerprint, token, access control, valid user, denial of service, sql injection, two factor, "
            + "certificate, non repudiation, accountable, only, personal data, personal information, breach, secret, "
            + "theft, spam, session, inactivity, credit card"),
        ("q.usable", "easy, easily, ease, ease of use, intuitive, intuitively, user friendly, friendly, learnable, "
            + "trained, untrained, training, understandable, self explanatory, self-explanatory, help, tutorial, "
            + "novice, experienced, inexperienced, beginner, satisfaction, satisfied, survey, minimal, clear, clearly, "
            + "error message, error messages, disability, disabilities, disabled, usable, usability, productive, "
            + "comfortable, first time, successful, successfully, symbol, symbols, localized, localised, "
            + "prior knowledge, instruction, instructions, online help, user manual, guide, simple to, easy to, "
            + "hard to, difficult, mistake, mistakes, accessible, accessibility, blind, vision, color blind, "
            + "colour blind, convenient, learn, learning, familiar, memorable, confusing, meaningful, native language, "
            + "understand, able to use, without training, naturally, steps, clicks, of the users, of users, "
            + "effort, discover, computer literate, education, tooltip, language, english, spanish, french, "
            + "multilingual, "
            + "internationalization, internationalisation, culture, cultural, offensive, politically, polite"),
        ("q.look", "look, look and feel, feel, appearance, appealing, attractive, color, colour, color scheme, "
            + "colour scheme, font, logo, brand, branding, theme, style, layout, professional, professional looking, "
            + "aesthetic, aesthetically, pleasing, consistent, consistently, graphics, graphic, animation, "
            + "icon, icons, "
            + "readable, legible, modern, corporate, sound, sounds, visually, visual, background, palette, clean, "
            + "cluttered, uncluttered, elegant, simple, stylish, fun, exciting, attraction, graphical, user interface, "
            + "interface, gui, screen size, resolution, pixel, pixels, design, standard, navigation, menu, "
            + "image, images, colorful, colourful, typeface, typography"),
        ("q.maintain", "maintainable, maintainability, maintenance, modular, modularity, modifiable, changeable, "
            + "upgrade, update, updates, release, releases, patch, extensible, extension, developer, developers, "
            + "programmer, development, source code, code, coding, documentation, documented, test, testable, testing, "
            + "tests, bug, bugs, defect, version, versions, reusable, configurable, configuration, analysable, "
            + "support staff, mean time to repair, revision, revisions, framework, pattern, architecture, "
            + "requirement, requirements, future, flexible, flexibility, easily, database schema, unit test, "
            + "maintainer, maintainers, integrate, integration, new features, new functionality, life cycle, changes"),
        ("q.portable", "portable, portability, platform independent, cross platform, platform, platforms, "
            + "operating systems, migrate, migration, adaptable, different environments, transferable, ported, "
            + "independent"),
        ("q.operate", "environment, environments, interface with, server, servers, database, browser, browsers, "
            + "windows, linux, unix, mac, macintosh, solaris, internet explorer, firefox, mozilla, netscape, chrome, "
            + "safari, android, ios, iphone, blackberry, hardware, pc, pcs, personal computer, network, intranet, "
            + "internet, tcp, ip, http, html, xml, soap, rest, json, api, java, j2ee, jvm, net, php, asp, jsp, "
            + "c, python, ruby, apache, tomcat, iis, oracle, sql server, sql, mysql, postgresql, db2, odbc, jdbc, "
            + "device, devices, mobile, wireless, bandwidth, modem, broadband, compatible, compatibility, client, "
            + "workstation, machine, machines, installed, hosted, third party, existing, legacy, email server, "
            + "mail server, printer, processor, ram, cpu, ghz, mhz, operating system, os, web server, "
            + "application server, software, web based, technology, protocol, protocols, standard, existing systems, "
            + "smtp, pop3, imap, ftp, com, corba, lan, wan, wifi, bluetooth, gps, gsm, sms, physical environment, "
            + "temperature, temperatures, humidity, noise, outdoor, office environment, laptop, tablet, "
            + "desktop, phone, "
            + "smartphone, pda, touch screen, keyboard, mouse, barcode, scanner, plug in, cookies, javascript, "
            + "infrastructure, cloud, data center, cluster, disk space, hard drive, storage, 2000, xp, vista, "
            + "microsoft, ibm, sun, adobe, pdf, excel, outlook, sap"),
        ("q.legal", "law, laws, legal, legally, legislation, regulation, regulations, regulatory, comply, compliance, "
            + "compliant, standards, act, guideline, guidelines, policy, policies, license, licensed, licence, "
            + "copyright, statute, government, governmental, federal, state, hipaa, gdpr, sarbanes, sox, pci, iso, "
            + "ieee, w3c, wcag, section 508, dispute, liable, liability, contract, certified, certification, industry "
            + "standard, industry, rules, rule, in accordance with, lawsuit, auditor, authority, authorities, "
            + "jurisdiction, licensing, trademark, patent, terms and conditions, violate, "
            + "accounting, tax, bylaws, business rules, governed"),
    ];

    /// <summary>Things and people around a requirement, and units of measurement.</summary>
    public static readonly (string Class, string Words)[] Things =
    [
        ("SYSTEM", "system, product, application, software, website, web site, site, program, app, solution, "
            + "tool, platform, service, portal, module, component, package, engine, subsystem, game, web application"),
        ("USER", "user, users, customer, customers, client, administrator, administrators, admin, manager, managers, "
            + "operator, person, people, member, members, employee, employees, staff, visitor, guest, owner, "
            + "supervisor, analyst, agent, student, players, player, clerk, worker, everyone, anyone, individual, "
            + "individuals, owner, actor, personnel, team, buyer, seller, vendor, supplier, technician, engineer"),
        ("UI", "interface, screen, page, pages, window, display, dialog, form, menu, menus, button, buttons, view, "
            + "tab, dashboard, homepage, home page, field, fields, box, icon, link, links, panel, cursor, frame, "
            + "drop down, checkbox, popup, pop up, toolbar, table, graph, chart, map, calendar, grid, row, column"),
        ("DATA", "data, information, record, records, report, reports, list, lists, detail, details, status, "
            + "history, result, results, item, items, file, files, document, documents, message, messages, name, "
            + "number, date, dates, type, description, summary, notification, notifications, request, requests, "
            + "account, accounts, entry, entries, value, values, criteria, option, options, profile, content, address, "
            + "price, prices, amount, invoice, payment, order, orders, schedule, comment, comments, category, "
            + "categories, attribute, attributes, event, events, inventory, transaction, log, receipt, statistics, "
            + "preference, preferences, appointment, email, emails, e mail, phone, text, search results, id, "
            + "identifier, code, reason, quantity, transcript, balance"),
        ("TIMEUNIT", "second, seconds, sec, secs, millisecond, milliseconds, ms, minute, minutes, min, mins, hour, "
            + "hours, day, days, week, weeks, month, months, year, years, am, pm, quarter, night, weekend"),
        ("SIZEUNIT", "byte, bytes, kb, mb, gb, tb, kilobyte, megabyte, megabytes, gigabyte, gigabytes, kbps, mbps, "
            + "mhz, ghz, dpi, pixel, pixels, characters, inch, inches, feet, foot, meter, meters, metre, metres, cm"),
        ("PERCENT", "percent, percentage, per cent, %"),
        ("NUMWORD", "one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, twenty, thirty, fifty, "
            + "sixty, ninety, hundred, thousand, million, half, double, twice, first, second, third"),
        ("BOUND", "at least, at most, no more than, no less than, less than, more than, fewer than, greater than, "
            + "up to, not exceed, exceed, no longer than, no later than, within, maximum, minimum, under, below, "
            + "above, over, between, average, on average, limited to, as many as, not more than, at minimum"),
        ("ALWAYS", "always, at all times, at any time, any time, anytime, every time, never, all the time, "
            + "continuously, constantly, permanently, whenever, in all cases, for all, every, "
            + "regardless of, throughout"),
        ("DEGREE", "as possible, very, highly, enough, sufficiently, reasonably, reasonable, acceptable, adequate, "
            + "appropriate, minimum, optimal, best, high, low, better, worse, good, great, excellent, poor, "
            + "higher, lower, faster, easier, simpler, shorter"),
        ("CHANGE", "new, existing, previous, current, selected, specified, specific, given, following, available, "
            + "desired, entered, stored, requested, required, preferred, updated, registered, particular, based on, "
            + "associated with, different, multiple, various, corresponding"),
        ("ABILITY", "ability, capability, capable of, able to, option to, functionality, function, feature, means"),
        ("LISTING", "the following, including, include, such as, but not limited to, e g, for example, as follows, "
            + "consists of, contains"),
        ("EVENT", "upon, after, when, once, whenever, as soon as, if, before, while, until, every time, each time"),
        ("PURPOSE", "in order to, so that, for the purpose of, based on, according to, in accordance with"),
    ];
}
